package io.descent.core.network.internal;

import io.descent.api.Activation;
import io.descent.api.Labels;
import io.descent.api.Link;
import io.descent.api.Loss;
import io.descent.api.Scratch;
import io.descent.api.Tensor;
import io.descent.inference.plugin.internal.Lent;
import io.descent.inference.plugin.internal.PluginFailure;
import io.descent.inference.plugin.internal.PluginName;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.problem.PluginException;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.text.internal.Decimal;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A loss paired with the output activation that it is computed from, for the labels of a data set. */
public final class Criterion {
    private final Loss loss;
    private final Activation output;
    private final boolean linked;
    private final int outputs;
    private final int labelColumns;
    private final int predictedOutput;
    private final boolean isParanoid;

    /**
     * Pairs a loss with an output activation.
     *
     * @throws InvalidInputException if the loss cannot be computed from the labels or from the activation
     */
    public Criterion(Loss loss, Activation output, Labels labels) {
        this.loss = loss;
        this.output = output;
        isParanoid = false;
        outputs = outputs(loss, labels);
        Link link = output.link();
        if (!ask(loss, () -> loss.accepts(link, labels)) || (link == Link.SOFTMAX && outputs == 1)) {
            throw new InvalidInputException("network.output.activation %s cannot be combined with the loss %s and %d %s"
                    .formatted(
                            PluginName.of(output), PluginName.of(loss), outputs, outputs == 1 ? "output" : "outputs"));
        }
        linked = link != Link.NONE && link == ask(loss, () -> loss.link(labels));
        int classes = labels.classes().size();
        labelColumns = classes == 0 ? labels.columns() : outputs == 1 && classes == 2 ? 1 : classes;
        predictedOutput = classes == 0 ? ask(loss, () -> loss.predictedOutput(labels)) : 0;
        if (predictedOutput < 0 || predictedOutput >= outputs) {
            throw PluginFailure.of(
                    loss,
                    null,
                    "predictedOutput() returned %d, but there are %d outputs".formatted(predictedOutput, outputs));
        }
    }

    private Criterion(Criterion other) {
        loss = other.loss;
        output = other.output;
        linked = other.linked;
        outputs = other.outputs;
        labelColumns = other.labelColumns;
        predictedOutput = other.predictedOutput;
        isParanoid = true;
    }

    /** The same, but it checks that the loss and the activation write only what they may. */
    public Criterion paranoid() {
        return new Criterion(this);
    }

    /**
     * The number of output units of a loss.
     *
     * @throws InvalidInputException if the loss does not accept the labels
     */
    public static int outputs(Loss loss, Labels labels) {
        int outputs;
        try {
            outputs = loss.outputs(labels);
        } catch (IllegalArgumentException e) {
            String hint = takesValues(loss, labels)
                    ? "; if these classes are numbers to predict, set data.task to regression"
                    : "";
            throw new InvalidInputException(
                    "network.loss: %s %s%s".formatted(PluginName.of(loss), e.getMessage(), hint), e);
        } catch (Throwable e) {
            throw PluginFailure.of(loss, null, e);
        }
        int classes = labels.classes().size();
        boolean fits = classes == 0 ? outputs >= 1 : outputs == classes || (outputs == 1 && classes == 2);
        if (!fits) {
            throw PluginFailure.of(
                    loss,
                    null,
                    "outputs() returned %d; expected %s"
                            .formatted(
                                    outputs,
                                    classes == 0
                                            ? "at least 1"
                                            : classes == 2 ? "1 or 2 for two classes" : classes + ", one per class"));
        }
        return outputs;
    }

    /** Whether the classes are numbers and the loss accepts numbers. */
    private static boolean takesValues(Loss loss, Labels labels) {
        double[] numbers = labels.classes().stream().mapToDouble(Decimal::parse).toArray();
        if (numbers.length == 0 || !Arrays.stream(numbers).allMatch(Double::isFinite)) {
            return false;
        }
        double smallest = Arrays.stream(numbers).min().getAsDouble();
        double largest = Arrays.stream(numbers).max().getAsDouble();
        try {
            return loss.outputs(new Values(smallest, largest)) >= 1;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private record Values(double smallest, double largest) implements Labels {
        @Override
        public List<String> classes() {
            return List.of();
        }

        @Override
        public int columns() {
            return 1;
        }
    }

    /**
     * The name of the output activation that a loss is usually computed from.
     *
     * @param labels labels that the loss accepts
     */
    public static String outputActivation(Loss loss, Labels labels) {
        return ask(loss, () -> loss.outputActivation(labels));
    }

    /** An argument that the loss itself rejects is an output of the activation; everything else is the loss's fault. */
    private RuntimeException failure(Throwable e) {
        StackTraceElement[] trace = e.getStackTrace();
        boolean rejected = e instanceof IllegalArgumentException
                && trace.length > 0
                && trace[0].getClassName().startsWith(loss.getClass().getPackageName() + ".");
        return rejected
                ? new InvalidInputException(
                        "network.output.activation %s cannot be combined with the loss %s, which %s"
                                .formatted(PluginName.of(output), PluginName.of(loss), e.getMessage()),
                        e)
                : PluginFailure.of(loss, null, e);
    }

    private static <T> T ask(Loss loss, Supplier<T> question) {
        try {
            return question.get();
        } catch (Throwable e) {
            throw PluginFailure.of(loss, null, e);
        }
    }

    /** The loss. */
    public Loss loss() {
        return loss;
    }

    /** The output activation. */
    public Activation output() {
        return output;
    }

    /** The number of output units. */
    public int outputs() {
        return outputs;
    }

    /** The number of columns of the labels that the loss gets. */
    public int labelColumns() {
        return labelColumns;
    }

    /** The output that is the prediction of a value; 0 for classes. */
    public int predictedOutput() {
        return predictedOutput;
    }

    /** Whether the loss is computed from pre-activations. */
    boolean isLinked() {
        return linked;
    }

    /**
     * Overwrites the costs with the loss of each example. All tensors are float64.
     *
     * @throws PluginException if the loss fails
     */
    void costs(BatchOutputs of, ArrayTensor y, Tensor costs) {
        try {
            if (isParanoid) {
                Lent lent = new Lent("costs()");
                loss.costs(of.lent(lent), lent.copy("y", y), costs);
                lent.requireUnchanged();
            } else {
                loss.costs(of, y, costs);
            }
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /**
     * Overwrites the gradient with the derivative of each example's loss with respect to z, times the example's factor.
     *
     * @param factors one per example; null for 1 / examples
     * @param scratch working memory of the shape of z
     * @throws PluginException if the loss or the activation fails
     */
    void gradient(BatchOutputs of, ArrayTensor y, double @Nullable [] factors, ArrayTensor gradient, Scratch scratch) {
        try {
            if (isParanoid) {
                Lent lent = new Lent("gradient()");
                loss.gradient(of.lent(lent), lent.copy("y", y), gradient);
                lent.requireUnchanged();
            } else {
                loss.gradient(of, y, gradient);
            }
        } catch (Throwable e) {
            throw failure(e);
        }
        if (factors == null) {
            gradient.scale(1.0 / gradient.rows());
        } else {
            gradient.scaleRows(factors);
        }
        if (!linked) {
            try {
                if (isParanoid) {
                    Lent lent = new Lent("backward()");
                    output.backward(lent.copy("z", of.z()), lent.copy("a", of.a()), gradient, scratch);
                    lent.requireUnchanged();
                } else {
                    output.backward(of.z(), of.a(), gradient, scratch);
                }
            } catch (Throwable e) {
                throw PluginFailure.of(output, "the output layer", e);
            }
        }
    }
}
