package io.descent.benchmarks.peers;

import io.descent.benchmarks.Workload;
import java.util.List;
import java.util.Locale;

/** A part of the comparison and its contenders. */
enum Part {
    /** Training epochs of the networks of {@link Workload}. */
    TRAINING("peak", "descent", "descent-1", "djl", "dl4j", "dl4j-1"),
    /** The matrix products of these networks, on one thread. */
    PRODUCTS("peak", "descent", "descent-scalar", "openblas"),
    /** Predictions of a trained network. */
    PREDICTION("descent", "descent-1", "djl", "djl-1", "onnx", "onnx-1"),
    /** How the time of a step depends on the size of network and data. */
    GROWTH("descent"),
    /** From launch to the first epoch. */
    START("descent");

    private final List<String> contenders;

    Part(String... contenders) {
        this.contenders = List.of(contenders);
    }

    /** Returns the names of the contenders, in the order of their turns. */
    List<String> contenders() {
        return contenders;
    }

    /** Returns the name used in file names. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
