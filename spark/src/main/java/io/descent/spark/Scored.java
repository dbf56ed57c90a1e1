package io.descent.spark;

import io.descent.inference.model.internal.Calibration;
import io.descent.inference.model.internal.Residuals;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Task;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/** The rows of a partition with their predictions, which are computed for some rows at a time. */
final class Scored implements Iterator<Row> {
    /** A column that a model adds. */
    enum Output {
        PREDICTION,
        LABEL,
        PROBABILITY,
        RAW,
        LOWER,
        UPPER
    }

    /** What becomes of a row that cannot be predicted. */
    enum Invalid {
        ERROR,
        SKIP,
        KEEP
    }

    /**
     * What is wanted.
     *
     * @param outputs the columns that are added
     * @param level of the interval
     */
    record Wanted(List<Output> outputs, double level, Invalid invalid) implements Serializable {}

    private final Iterator<Row> rows;
    private final Scorer scorer;
    private final Scorer.Batch batch;
    private final Wanted wanted;
    private final Residuals.@Nullable Bounds bounds;
    private final List<Row> taken = new ArrayList<>();
    private int next;

    Scored(Iterator<Row> rows, int[] positions, Scorer scorer, Wanted wanted) {
        this.rows = rows;
        this.scorer = scorer;
        this.wanted = wanted;
        batch = scorer.new Batch(positions);
        bounds = wanted.outputs().contains(Output.LOWER) || wanted.outputs().contains(Output.UPPER)
                ? scorer.parts().calibration().intervals().get(0).bounds(wanted.level())
                : null;
    }

    @Override
    public boolean hasNext() {
        while (next == taken.size() && rows.hasNext()) {
            batch.clear();
            taken.clear();
            next = 0;
            while (taken.size() < Scorer.BATCH && rows.hasNext()) {
                Row row = rows.next();
                taken.add(row);
                batch.add(row);
            }
            batch.predict();
            skip();
        }
        return next < taken.size();
    }

    /** Goes on to the next row that is shown. */
    private void skip() {
        while (next < taken.size() && wanted.invalid() == Invalid.SKIP && batch.problem(next) != null) {
            next++;
        }
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Row row = taken.get(next);
        String problem = batch.problem(next);
        if (problem != null && wanted.invalid() == Invalid.ERROR) {
            throw new InvalidInputException(
                    "%s; correct the cell, or set handleInvalid to skip or keep".formatted(problem));
        }
        int width = row.size();
        @Nullable Object[] cells = new @Nullable Object[width + wanted.outputs().size()];
        for (int j = 0; j < width; j++) {
            cells[j] = row.get(j);
        }
        double[] interval = problem == null && bounds != null ? batch.interval(next, bounds) : new double[2];
        for (int k = 0; problem == null && k < wanted.outputs().size(); k++) {
            cells[width + k] = value(wanted.outputs().get(k), interval);
        }
        next++;
        skip();
        return RowFactory.create(cells);
    }

    private Object value(Output output, double[] interval) {
        return switch (output) {
            case PREDICTION -> batch.prediction(next);
            case LABEL -> scorer.parts().schema().classes().get((int) batch.prediction(next));
            case PROBABILITY -> Vectors.dense(batch.outputs(next));
            case RAW -> Vectors.dense(raw());
            case LOWER -> interval[0];
            case UPPER -> interval[1];
        };
    }

    /** The logarithms of the probabilities, or all values. */
    private double[] raw() {
        double[] outputs = batch.outputs(next);
        if (scorer.parts().schema().task() == Task.CLASSIFICATION) {
            for (int k = 0; k < outputs.length; k++) {
                outputs[k] = Calibration.log(outputs[k]);
            }
        }
        return outputs;
    }
}
