package io.descent.inference.network.internal;

/** Chooses the predicted class from the outputs of a network. */
public final class ChosenClass {
    private ChosenClass() {}

    /**
     * The index of the predicted class. A single output is the probability of the second class, which is predicted
     * above 0.5. Of several outputs the largest wins, the first of them if several are equal.
     */
    public static int of(double... outputs) {
        return outputs.length == 1 ? (outputs[0] > 0.5 ? 1 : 0) : of(outputs, 0, outputs.length);
    }

    /** The index of the largest of several outputs that begin at an index; the first of them if several are equal. */
    public static int of(double[] outputs, int from, int count) {
        int best = 0;
        for (int j = 1; j < count; j++) {
            if (outputs[from + j] > outputs[from + best]) {
                best = j;
            }
        }
        return best;
    }
}
