package io.descent.app.golden;

import io.descent.activations.Relu;
import io.descent.api.Initializer;
import io.descent.core.network.LayerSpec;
import io.descent.core.network.internal.TrainableNetwork;
import io.descent.core.random.RandomSource;
import io.descent.core.random.RandomSpec;
import io.descent.core.random.RandomStreams;
import io.descent.inference.spec.Precision;
import io.descent.initializers.HeNormal;
import io.descent.initializers.RandomNormal;
import io.descent.initializers.XavierNormal;
import io.descent.initializers.Zeros;
import java.util.Arrays;
import java.util.List;

/** Compares the initial parameters of whole networks, drawn from one NumPy stream. */
final class InitializerSuite implements GoldenSuite {
    @Override
    public String files() {
        return "initializers\\.json";
    }

    @Override
    public boolean singleStep() {
        return true;
    }

    @Override
    public Object[] expected() {
        return new Object[] {"parameters", "W1", 0, 1};
    }

    static Initializer initializer(String kind, double scale) {
        return switch (kind) {
            case "zeros" -> new Zeros();
            case "random" -> new RandomNormal(scale);
            case "he" -> new HeNormal();
            case "xavier" -> new XavierNormal();
            default -> throw new AssertionError("unknown kind " + kind);
        };
    }

    @Override
    public void check(GoldenCase file, GoldenCase one, Precision precision) {
        Initializer initializer = initializer(one.text("kind"), one.has("scale") ? one.number("scale") : Double.NaN);
        double[] sizes = one.vector("layers");
        List<LayerSpec> layers = Arrays.stream(sizes)
                .skip(1)
                .mapToObj(units -> new LayerSpec((int) units, new Relu(), initializer, List.of()))
                .toList();
        TrainableNetwork network = new TrainableNetwork((int) sizes[0], layers, precision);
        long seed = one.seed("seed");
        network.initialize(RandomStreams.of(1, new RandomSpec(RandomSource.NUMPY_LEGACY, seed, null, null)));
        Numbers.assertParameters(network.parameters(), one.child("parameters"), "", 2e-15);
    }
}
