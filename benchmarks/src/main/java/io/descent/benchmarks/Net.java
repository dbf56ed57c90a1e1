package io.descent.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A dense network and the size of its mini-batches.
 *
 * @param widths inputs, units of each hidden layer, outputs
 */
public record Net(List<Integer> widths, int batch) {
    /** Copies the widths. */
    public Net {
        widths = List.copyOf(widths);
    }

    /** A network of widths. */
    public static Net of(int batch, int... widths) {
        return new Net(IntStream.of(widths).boxed().toList(), batch);
    }

    /** Layers with weights. */
    public int layers() {
        return widths.size() - 1;
    }

    /** The products of a training step: forward, gradients of the weights, gradients of the inputs of all layers but the first. */
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

    /** Floating-point operations of the products of a training step, by example. */
    public double flopsPerExample() {
        return products().stream().mapToDouble(Product::flops).sum() / batch;
    }

    /** For instance {@code 784-256-128-10, batch 128}. */
    @Override
    public String toString() {
        return widths.stream().map(String::valueOf).collect(Collectors.joining("-")) + ", batch " + batch;
    }
}
