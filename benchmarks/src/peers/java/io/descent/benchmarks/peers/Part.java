package io.descent.benchmarks.peers;

import io.descent.benchmarks.Workload;
import java.util.List;
import java.util.Locale;

/** A part of the comparison, and who takes part in it. */
enum Part {
    /** Epochs of the nets of {@link Workload}. */
    TRAINING("peak", "descent", "descent-1", "djl", "dl4j", "dl4j-1"),
    /** The matrix products of these nets, on one thread. */
    PRODUCTS("peak", "descent", "descent-scalar", "openblas"),
    /** Outputs of a trained net. */
    PREDICTION("descent", "descent-1", "djl", "djl-1", "onnx", "onnx-1"),
    /** How the time of a step depends on the size of net and data. */
    GROWTH("descent"),
    /** From the key press to the first epoch. */
    START("descent");

    private final List<String> contenders;

    Part(String... contenders) {
        this.contenders = List.of(contenders);
    }

    /** Names of contenders, in the order of their turns. */
    List<String> contenders() {
        return contenders;
    }

    /** For file names. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
