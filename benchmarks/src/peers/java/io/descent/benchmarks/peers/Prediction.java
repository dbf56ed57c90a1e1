package io.descent.benchmarks.peers;

import io.descent.inference.Model;

/** A library that predicts with a network trained by Descent. */
interface Prediction {
    /** Returns the name and version of the library. */
    String title();

    /** Loads the parameters of a model with relu layers and a softmax output. */
    Predictor load(Model model, int threads) throws Exception;

    /** Predicts rows. */
    interface Predictor {
        /**
         * Returns the probabilities of all classes, row by row.
         *
         * @param rows the features of one or more examples, one after the other
         */
        float[] predict(float[] rows) throws Exception;
    }
}
