package io.descent.benchmarks;

import io.descent.inference.model.internal.ModelParts;
import io.descent.inference.network.internal.InputParts;
import io.descent.inference.network.internal.Layer;
import io.descent.inference.network.internal.Network;
import io.descent.inference.spec.Precision;
import java.util.ArrayList;
import java.util.List;

/**
 * What the matrix products of a training take alone on one thread: the least that it could take with these products.
 *
 * @param flops floating-point operations of all products
 * @param seconds their time
 */
record Floor(double flops, double seconds) {
    private static final int REPETITIONS = 15;

    /** Times the three products of each layer of a network at the size of a mini-batch. */
    static Floor of(ModelParts parts, int batch, double steps) {
        Network network = parts.network();
        InputParts input = network.parts();
        int inputs = input == null ? network.inputs() : input.width();
        double flops = 0;
        double seconds = 0;
        for (Layer layer : network.layers()) {
            for (Product product : List.of(
                    new Product(Product.Kind.TRANSPOSED_RIGHT, batch, inputs, layer.units()),
                    new Product(Product.Kind.PLAIN, batch, layer.units(), inputs),
                    new Product(Product.Kind.TRANSPOSED_LEFT, layer.units(), batch, inputs))) {
                flops += steps * product.flops();
                seconds += steps * seconds(product, network.precision());
            }
            inputs = layer.units();
        }
        return new Floor(flops, seconds);
    }

    /** The median time of a product that is run as often as takes ten milliseconds. */
    private static double seconds(Product product, Precision precision) {
        Runnable once = product.onDescent(precision);
        int count = (int) Math.max(1, 1e8 / product.flops());
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < REPETITIONS; i++) {
            long start = System.nanoTime();
            for (int k = 0; k < count; k++) {
                once.run();
            }
            times.add((System.nanoTime() - start) / 1e9 / count);
        }
        times.sort(null);
        return times.get(REPETITIONS / 2);
    }
}
