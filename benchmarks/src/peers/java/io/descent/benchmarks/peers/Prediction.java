package io.descent.benchmarks.peers;

import io.descent.inference.Model;

/** A library that predicts with a network that Descent has trained. */
interface Prediction {
    /** Name and version of the library. */
    String title();

    /** Takes over the parameters of a model of relu layers with softmax at the end. */
    Predictor load(Model model, int threads) throws Exception;

    /** Predicts rows. */
    interface Predictor {
        /**
         * Gives the probabilities of all classes, by row.
         *
         * @param rows features of one or more examples, one after the other
         */
        float[] predict(float[] rows) throws Exception;
    }
}
