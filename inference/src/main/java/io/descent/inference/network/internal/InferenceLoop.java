package io.descent.inference.network.internal;

/** Runs any number of examples through a network, batch by batch. Predictions and evaluations share this loop. */
public final class InferenceLoop {
    private InferenceLoop() {}

    /** Lends forward passes. */
    public interface Passes {
        /**
         * A pass for exclusive use until it is given back.
         *
         * @param examples number of examples left to run, at least 1; the pass may have more or fewer rows
         */
        ForwardPass take(int examples);

        /** Gives a pass back after use. */
        void giveBack(ForwardPass pass);
    }

    /** Supplies inputs and receives outputs. */
    public interface Batches {
        /** Fills the first {@code count} rows of the pass with the examples from {@code from} on, normalised. */
        void load(int from, int count, ForwardPass pass);

        /** Takes the outputs of those examples from the first {@code count} rows of the pass. */
        void accept(int from, int count, ForwardPass pass);
    }

    /** Runs the examples from {@code from} to {@code to - 1} in order. */
    public static void run(int from, int to, Passes passes, Batches batches) {
        int count;
        for (int first = from; first < to; first += count) {
            ForwardPass pass = passes.take(to - first);
            count = Math.min(pass.rows(), to - first);
            batches.load(first, count, pass);
            pass.run();
            batches.accept(first, count, pass);
            passes.giveBack(pass);
        }
    }
}
