package io.descent.onnx;

import io.descent.api.Activation;
import io.descent.inference.config.internal.RecordWriter;
import io.descent.inference.plugin.internal.PluginName;
import io.descent.inference.problem.InvalidInputException;
import io.descent.onnx.Graph.Attribute;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The built-in activations, composed of operators that runtimes have for float32 and float64. */
final class Activations {
    private static final String BUILT_IN = "io.descent.activations.";
    private static final double SELU_ALPHA = 1.6732632423543772;
    private static final double SELU_LAMBDA = 1.0507009873554805;
    private static final double MISH_LARGEST = 20;
    private static final double GELU_CUBIC = 0.044715;

    private Activations() {}

    /**
     * The activations of a layer (rows x units).
     *
     * @param z pre-activations
     * @throws InvalidInputException if the activation is not a built-in one
     */
    static Value apply(Activation activation, Value z) {
        String name = PluginName.of(activation);
        Map<String, Object> given = RecordWriter.map((Record) activation);
        return switch (activation.getClass().getName().startsWith(BUILT_IN) ? name : "") {
            case "linear" -> z;
            case "relu" -> z.apply("Relu");
            case "leaky-relu" -> z.isAbove(0).choose(z, z.times(number(given, "slope")));
            case "elu" -> elu(z, number(given, "alpha"));
            case "selu" -> elu(z, SELU_ALPHA).times(SELU_LAMBDA);
            case "gelu" -> "tanh".equals(given.get("form")) ? geluTanh(z) : gelu(z);
            case "mish" -> mish(z);
            case "swish" -> swish(z, number(given, "beta"));
            case "softplus" -> softplus(z);
            case "sigmoid" -> z.apply("Sigmoid");
            case "tanh" -> z.apply("Tanh");
            case "exponential" -> z.exp();
            case "softmax" -> z.apply("Softmax", new Attribute("axis", -1L));
            case "ordered" -> ordered(z);
            default ->
                throw new InvalidInputException(
                        "the activation '%s' (%s) has no form in ONNX, because it is not one of Descent's own; train with a built-in activation to export the model"
                                .formatted(name, activation.getClass().getName()));
        };
    }

    private static double number(Map<String, Object> given, String key) {
        return ((Number) Objects.requireNonNull(given.get(key))).doubleValue();
    }

    private static Value elu(Value z, double alpha) {
        return z.max(0).plus(z.min(0).exp().minus(1).times(alpha));
    }

    private static Value gelu(Value z) {
        Value x = z.times(Math.sqrt(0.5));
        Value erf = z.type() == ElementType.FLOAT ? x.apply("Erf") : Functions.erf(x);
        return erf.plus(1).times(0.5).times(z);
    }

    private static Value geluTanh(Value z) {
        Value inner = z.times(z).times(GELU_CUBIC).plus(1).times(z).times(Math.sqrt(2 / Math.PI));
        return inner.apply("Tanh").plus(1).times(0.5).times(z);
    }

    private static Value mish(Value z) {
        Value w = z.min(MISH_LARGEST).exp();
        Value n = w.plus(2).times(w);
        return n.over(n.plus(2)).times(z);
    }

    /** Not as z times a sigmoid, for which ONNX Runtime 1.23 substitutes a kernel that float64 lacks. */
    private static Value swish(Value z, double beta) {
        return z.over(z.times(-beta).exp().plus(1));
    }

    private static Value softplus(Value z) {
        return z.abs().negate().exp().plus(1).log().plus(z.max(0));
    }

    /** The first unit as it is, each other one larger than the one before by softplus. */
    private static Value ordered(Value z) {
        Value first = z.columns(0);
        return z.graph()
                .node(
                        "CumSum",
                        z.type(),
                        List.of(firstThen(first, softplus(z)), z.graph().whole(1)));
    }

    private static Value firstThen(Value first, Value others) {
        Value rest = others.graph()
                .node(
                        "Slice",
                        others.type(),
                        List.of(
                                others,
                                others.graph().whole(1),
                                others.graph().whole(Long.MAX_VALUE),
                                others.graph().whole(1)));
        return Value.concat(List.of(first, rest));
    }
}
