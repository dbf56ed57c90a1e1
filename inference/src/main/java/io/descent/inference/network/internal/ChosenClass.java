package io.descent.inference.network.internal;

/** Which class the outputs of a network predict. */
public final class ChosenClass {
    private ChosenClass() {}

    /**
     * The index of the class. A single output is the probability of the second class, which is predicted above 0.5; of several
     * outputs the largest is predicted, of equal ones the first.
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
