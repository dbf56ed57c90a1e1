package io.descent.spark;

import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;

/** Trains a network that predicts a number, or several. */
public final class DescentRegressor extends DescentEstimator<DescentRegressor> {
    /** An estimator with defaults for everything but the label. */
    public DescentRegressor() {
        this(Identifiable.randomUID("descentRegressor"));
    }

    /** An estimator with a name; Spark calls it. */
    public DescentRegressor(String uid) {
        super(uid);
    }

    @Override
    String task() {
        return "regression";
    }

    @Override
    DescentRegressor self() {
        return this;
    }

    @Override
    public DescentRegressor copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    /** Reads estimators that {@code write} wrote; Spark's pipelines call it. */
    public static MLReader<DescentRegressor> read() {
        return new DefaultParamsReader<>();
    }

    /** Reads an estimator. */
    public static DescentRegressor load(String path) {
        return read().load(path);
    }
}
