package io.descent.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A dense network and its mini-batch size.
 *
 * @param widths number of inputs, units of each hidden layer, number of outputs
 */
public record Net(List<Integer> widths, int batch) {
    /** Copies the widths. */
    public Net {
        widths = List.copyOf(widths);
    }

    /** Returns a network with these widths. */
    public static Net of(int batch, int... widths) {
        return new Net(IntStream.of(widths).boxed().toList(), batch);
    }

    /** Returns the number of layers with weights. */
    public int layers() {
        return widths.size() - 1;
    }

    /**
     * Returns the matrix products of a training step: the forward pass, the gradients of the weights, and the gradients
     * of the inputs of all layers but the first.
     */
    public List<Product> products() {
        List<Product> products = new ArrayList<>();
        for (int i = 0; i < layers(); i++) {
            int inputs = widths.get(i);
            int units = widths.get(i + 1);
            products.add(new Product(Product.Kind.TRANSPOSED_RIGHT, batch, inputs, units));
            products.add(new Product(Product.Kind.TRANSPOSED_LEFT, units, batch, inputs));
            if (i > 0) {
                products.add(new Product(Product.Kind.PLAIN, batch, units, inputs));
            }
        }
        return products;
    }

    /** Returns the floating-point operations of the products of a training step, per example. */
    public double flopsPerExample() {
        return products().stream().mapToDouble(Product::flops).sum() / batch;
    }

    /** For example {@code 784-256-128-10, batch 128}. */
    @Override
    public String toString() {
        return widths.stream().map(String::valueOf).collect(Collectors.joining("-")) + ", batch " + batch;
    }
}
