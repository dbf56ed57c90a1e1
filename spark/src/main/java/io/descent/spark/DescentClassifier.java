package io.descent.spark;

import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;

/** Trains a network that predicts a class: words, or numbers of which each is a class. */
public final class DescentClassifier extends DescentEstimator<DescentClassifier> {
    /** An estimator with defaults for everything but the label. */
    public DescentClassifier() {
        this(Identifiable.randomUID("descentClassifier"));
    }

    /** An estimator with a name; Spark calls it. */
    public DescentClassifier(String uid) {
        super(uid);
    }

    @Override
    String task() {
        return "classification";
    }

    @Override
    DescentClassifier self() {
        return this;
    }

    @Override
    public DescentClassifier copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    /** Reads estimators that {@code write} wrote; Spark's pipelines call it. */
    public static MLReader<DescentClassifier> read() {
        return new DefaultParamsReader<>();
    }

    /** Reads an estimator. */
    public static DescentClassifier load(String path) {
        return read().load(path);
    }
}
