package io.descent.app.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.activations.Relu;
import io.descent.activations.Sigmoid;
import io.descent.api.Regularizer;
import io.descent.core.network.LayerSpec;
import io.descent.core.network.internal.Criterion;
import io.descent.core.network.internal.TrainableNetwork;
import io.descent.core.network.internal.TrainingPass;
import io.descent.core.random.RandomSource;
import io.descent.core.random.RandomSpec;
import io.descent.core.random.RandomStreams;
import io.descent.inference.network.internal.ParameterVector;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.Engine;
import io.descent.initializers.Zeros;
import io.descent.losses.BinaryCrossEntropy;
import io.descent.regularizers.Dropout;
import io.descent.regularizers.L1;
import io.descent.regularizers.L2;
import java.util.ArrayList;
import java.util.List;

/** Compares cost and gradient of one mini-batch: relu layers, one sigmoid output, penalties, masks. */
final class ForwardBackwardSuite implements GoldenSuite {
    private static final double TOLERANCE = 1e-13;

    @Override
    public String files() {
        return "forward_backward\\.json";
    }

    @Override
    public boolean singleStep() {
        return true;
    }

    @Override
    public Object[] expected() {
        return new Object[] {"gradients", "dW3", 0, 1};
    }

    /** A network of relu layers and a sigmoid output with given parameters. */
    static TrainableNetwork network(
            double[] sizes, GoldenCase parameters, List<Regularizer> hidden, Precision precision) {
        List<LayerSpec> layers = new ArrayList<>();
        for (int l = 1; l < sizes.length; l++) {
            boolean last = l == sizes.length - 1;
            List<Regularizer> own = hidden.stream()
                    .filter(r -> !last || !(r instanceof Dropout))
                    .toList();
            layers.add(new LayerSpec((int) sizes[l], last ? new Sigmoid() : new Relu(), new Zeros(), own));
        }
        TrainableNetwork network = new TrainableNetwork((int) sizes[0], layers, precision);
        Numbers.setParameters(network.parameters(), parameters, "");
        return network;
    }

    static Criterion criterion() {
        return new Criterion(new BinaryCrossEntropy(), new Sigmoid(), Losses.classes(2));
    }

    private static List<Regularizer> regularizers(GoldenCase one) {
        double lambda = one.number("lambda");
        double keepProb = one.number("keep_prob");
        return switch (one.text("mode")) {
            case "plain", "deep_plain" -> List.of();
            case "l1" -> List.of(new L1(lambda));
            case "l2", "deep_l2" -> List.of(new L2(lambda));
            case "dropout" -> List.of(new Dropout(keepProb));
            case "dropout_l2" -> List.of(new Dropout(keepProb), new L2(lambda));
            default -> throw new AssertionError("unknown mode " + one.text("mode"));
        };
    }

    @Override
    public void check(GoldenCase file, GoldenCase one, Precision precision) {
        double[][] x = one.transposed("X");
        int m = x.length;
        TrainableNetwork network = network(one.vector("layers"), one.child("parameters"), regularizers(one), precision);
        ParameterVector gradients = new ParameterVector(network.parameters().layout(), precision);
        long maskSeed = one.has("mask_seed") ? one.seed("mask_seed") : 0;
        RandomStreams streams = RandomStreams.of(1, new RandomSpec(RandomSource.NUMPY_LEGACY, null, null, maskSeed));
        TrainingPass pass = new TrainingPass(network, criterion(), m, m, null, gradients, streams, Engine.plain());
        Numbers.set(pass.x(), x);
        Numbers.set(pass.y(), one.transposed("Y"));

        pass.run(0);

        double cost = pass.lossSum() / m + pass.penalty();
        Numbers.assertClose("cost", cost, one.number("cost"), TOLERANCE, precision);
        if (one.has("cost_total")) {
            Numbers.assertClose("cost_total", pass.lossSum(), one.number("cost_total"), TOLERANCE, precision);
        }
        if (one.has("penalty")) {
            Numbers.assertClose("penalty", pass.penalty(), one.number("penalty"), TOLERANCE, precision);
        }
        Numbers.assertParameters(gradients, one.child("gradients"), "d", TOLERANCE);
        int layers = network.layers().size();
        if (one.has("output")) {
            Numbers.assertClose("output", pass.output(layers - 1), one.transposed("output"), TOLERANCE);
        }
        for (String key : one.child("gradients").keys()) {
            if (key.startsWith("dZ")) {
                int layer = Integer.parseInt(key.substring(2)) - 1;
                ArrayTensor withoutShare = Numbers.tensor(Numbers.array(pass.gradient(layer)), precision);
                withoutShare.scale(m);
                Numbers.assertClose(key, withoutShare, one.child("gradients").transposed(key), TOLERANCE);
            } else {
                // dZ overwrites dA; relu's derivative is 0 or 1, so checking dZ checks dA too
                assertThat(key).matches("d[WbA]\\d+");
            }
        }
        if (one.has("forward")) {
            GoldenCase forward = one.child("forward");
            for (String key : forward.keys()) {
                int layer = Integer.parseInt(key.substring(1)) - 1;
                ArrayTensor got = switch (key.charAt(0)) {
                    case 'Z' -> pass.z(layer);
                    case 'A' -> pass.output(layer);
                    default -> throw new AssertionError("unknown quantity " + key);
                };
                Numbers.assertClose(key, got, forward.transposed(key), TOLERANCE);
            }
        }
    }
}
