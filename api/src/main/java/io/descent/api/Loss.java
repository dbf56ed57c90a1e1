package io.descent.api;

/**
 * A loss: how far the output of a network is from the label of an example. The trainer computes the cost, the weighted
 * mean of the losses of a mini-batch, and adds the penalties; a loss knows nothing of either.
 *
 * <p>The labels {@code y} of the examples have one row per example:
 *
 * <ul>
 *   <li>values: one column per value of the label;
 *   <li>two classes and a single output: one column, 1 for the second class and 0 for the first;
 *   <li>other classes: one column per class, 1 for the class of the example and 0 elsewhere.
 * </ul>
 *
 * <p>A loss contains only its formula and its derivative:
 *
 * <pre>{@code
 * public record LogCosh() implements Loss {
 *     public Link link(Labels labels) {
 *         return Link.IDENTITY;
 *     }
 *
 *     public int outputs(Labels labels) {
 *         if (!labels.classes().isEmpty()) {
 *             throw new IllegalArgumentException("needs a label with values");
 *         }
 *         return labels.columns();
 *     }
 *
 *     public String outputActivation(Labels labels) {
 *         return "linear";
 *     }
 *
 *     public void costs(Outputs outputs, Tensor y, Tensor costs) { // |e| + ln(1 + e^(-2 |e|)) - ln 2
 *         Tensor e = outputs.scratch(0).assign(outputs.a()).add(y, -1).abs();
 *         costs.assignRowSums(outputs.scratch(1).assign(e, -2).exp().log1p().add(e).add(-StrictMath.log(2)));
 *     }
 *
 *     public void gradient(Outputs outputs, Tensor y, Tensor gradient) {
 *         gradient.assign(outputs.a()).add(y, -1).tanh();
 *     }
 * }
 * }</pre>
 */
public interface Loss extends Plugin {
    /**
     * Returns the link of the output activations with which the loss is computed from the pre-activation z.
     *
     * @param labels labels that {@link #outputs} accepts
     */
    Link link(Labels labels);

    /**
     * Returns the number of output units.
     *
     * @throws IllegalArgumentException if the loss does not accept such labels; the message continues "the loss NAME",
     *     as in {@code needs a label with two classes}
     */
    int outputs(Labels labels);

    /**
     * Returns the name of the output activation of a network that does not name one, such as {@code sigmoid}.
     *
     * @param labels labels that {@link #outputs} accepts
     */
    String outputActivation(Labels labels);

    /**
     * Returns whether the loss can be computed from an output activation. By default it accepts its own link, and
     * activations without a link.
     *
     * @param activation the link of the output activation
     * @param labels labels that {@link #outputs} accepts
     */
    default boolean accepts(Link activation, Labels labels) {
        return activation == link(labels) || activation == Link.NONE;
    }

    /**
     * Returns whether a trainer may shift and scale labels with values before training, and scale predictions back. A
     * loss for counts or other labels with a natural zero returns false.
     */
    default boolean labelsMayBeScaled() {
        return true;
    }

    /**
     * Returns the output that is the prediction of a value, from 0: for several quantiles, the one nearest to the
     * median. Not used for classes, and 0 for a label with several values.
     *
     * @param labels labels that {@link #outputs} accepts
     */
    default int predictedOutput(Labels labels) {
        return 0;
    }

    /**
     * Overwrites the costs with the loss of each example. All tensors of this call are float64, whatever the precision
     * of the network.
     *
     * @param outputs the outputs of the network (examples x outputs)
     * @param y the labels, one row per example; read only
     * @param costs (examples x 1); overwritten
     */
    void costs(Outputs outputs, Tensor y, Tensor costs);

    /**
     * Overwrites the gradient with the derivative of each example's loss: with respect to z if {@link Outputs#linked}
     * returns true, else with respect to a. The trainer multiplies each row by the example's share of the cost.
     *
     * @param outputs the outputs of the network (examples x outputs), in the precision of the network
     * @param y the labels, one row per example; read only
     * @param gradient (examples x outputs); overwritten
     */
    void gradient(Outputs outputs, Tensor y, Tensor gradient);
}
