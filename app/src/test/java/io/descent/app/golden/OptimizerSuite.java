package io.descent.app.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.api.Optimizer;
import io.descent.core.network.internal.TrainableNetwork;
import io.descent.core.training.GoldenUpdate;
import io.descent.inference.network.internal.ParameterVector;
import io.descent.inference.spec.Precision;
import io.descent.optimizers.Adam;
import io.descent.optimizers.GradientDescent;
import io.descent.optimizers.Momentum;
import io.descent.optimizers.Rmsprop;
import java.util.List;
import java.util.Map;

/** Compares ten updates with given gradients, some of them zero, tiny or huge. */
final class OptimizerSuite implements GoldenSuite {
    private static final double TOLERANCE = 1e-13;
    private static final double SLOT_TOLERANCE = 1e-12;

    @Override
    public String files() {
        return "optimizers\\.json";
    }

    @Override
    public boolean singleStep() {
        return true;
    }

    @Override
    public Object[] expected() {
        return new Object[] {"steps", 4, "parameters", "W1", 0, 1};
    }

    private static Optimizer optimizer(String method, GoldenCase hyper) {
        return switch (method) {
            case "gd" -> new GradientDescent();
            case "momentum" -> new Momentum(hyper.number("beta"), true);
            case "momentum_unscaled" -> new Momentum(hyper.number("beta"), false);
            case "rmsprop" -> new Rmsprop(hyper.number("beta2"), hyper.number("epsilon"));
            case "adam" -> new Adam(hyper.number("beta1"), hyper.number("beta2"), hyper.number("epsilon"));
            default -> throw new AssertionError("unknown method " + method);
        };
    }

    /** Our slots, by their names in the file. */
    private static Map<String, String> slots(String method) {
        return switch (method) {
            case "momentum", "momentum_unscaled" -> Map.of("v", "v");
            case "rmsprop" -> Map.of("s", "s");
            case "adam" -> Map.of("v", "m", "s", "v");
            default -> Map.of();
        };
    }

    @Override
    public void check(GoldenCase file, GoldenCase one, Precision precision) {
        GoldenCase hyper = one.child("hyper");
        String method = one.text("method");
        Optimizer optimizer = optimizer(method, hyper);
        TrainableNetwork network =
                ForwardBackwardSuite.network(one.vector("layers"), one.child("parameters0"), List.of(), precision);
        ParameterVector gradients = new ParameterVector(network.parameters().layout(), precision);
        double rate = hyper.number("learning_rate");
        int first = hyper.has("first_t") ? hyper.whole("first_t") : 1;
        GoldenUpdate update = new GoldenUpdate(optimizer, network.parameters(), gradients, rate);
        List<GoldenCase> steps = one.children("steps");
        for (int i = 0; i < steps.size(); i++) {
            Numbers.setParameters(gradients, one.children("gradients").get(i), "d");
            update.apply(first + i, rate);
            GoldenCase step = steps.get(i);
            Numbers.assertParameters(network.parameters(), step.child("parameters"), "", TOLERANCE);
            slots(method).forEach((theirs, ours) -> {
                assertThat(step.has(theirs)).isTrue();
                Numbers.assertParameters(update.slot(ours), step.child(theirs), "d", SLOT_TOLERANCE);
            });
        }
    }
}
