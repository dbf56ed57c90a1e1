package io.descent.inference.network.internal;

/** Chooses the predicted class from the outputs of a network. */
public final class ChosenClass {
    private ChosenClass() {}

    /**
     * The index of the predicted class. A single output is the probability of the second class, which is predicted
     * above 0.5. Of several outputs the largest wins, the first of them if several are equal.
     */
    public static int of(double... outputs) {
        if (outputs.length == 1) {
            return outputs[0] > 0.5 ? 1 : 0;
        }
        int best = 0;
        for (int j = 1; j < outputs.length; j++) {
            if (outputs[j] > outputs[best]) {
                best = j;
            }
        }
        return best;
    }
}
