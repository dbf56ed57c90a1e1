package io.descent.core.importance.internal;

import io.descent.core.data.RawExamples;
import io.descent.core.metrics.EvaluatedModel;
import io.descent.core.metrics.PredictedSet;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.ColumnKind;
import java.util.List;

/** Rows that one network predicts. Encoders work column by column, so encoded cells are exchanged, not raw ones. */
public final class ModelRows implements ColumnRows {
    private final RawExamples raw;
    private final EvaluatedModel model;
    private final List<ColumnKind> kinds;

    /**
     * Pairs raw and encoded rows.
     *
     * @param model the model on these rows
     */
    public ModelRows(RawExamples raw, EvaluatedModel model) {
        this.raw = raw;
        this.model = model;
        this.kinds = model.examples().encoding().columns().stream()
                .map(column -> column.kind())
                .toList();
    }

    @Override
    public PredictedSet predict(int column, int[] from) {
        PredictedSet predicted = model.predict(column, from);
        if (predicted == null) {
            throw new InvalidInputException(
                    "the importance of columns cannot be measured: %,d rows have too many outputs"
                            .formatted(from.length));
        }
        return predicted;
    }

    @Override
    public Cells cells() {
        return new Cells() {
            @Override
            public int rows() {
                return raw.size();
            }

            @Override
            public int columns() {
                return kinds.size();
            }

            @Override
            public String name(int column) {
                return raw.schema().features().get(column);
            }

            @Override
            public boolean isOrdered(int column) {
                return kinds.get(column) == ColumnKind.NUMERIC || kinds.get(column) == ColumnKind.DATE;
            }

            @Override
            public double number(int row, int column) {
                return raw.feature(row, column);
            }

            @Override
            public String text(int row, int column) {
                return raw.text(row, column);
            }
        };
    }
}
