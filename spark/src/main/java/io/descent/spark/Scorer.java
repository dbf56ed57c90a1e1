package io.descent.spark;

import io.descent.inference.file.internal.Sha256;
import io.descent.inference.model.internal.ModelParts;
import io.descent.inference.model.internal.Predictor;
import io.descent.inference.model.internal.Residuals;
import io.descent.inference.parallel.internal.Workers;
import io.descent.inference.spec.ColumnKind;
import io.descent.inference.spec.Task;
import io.descent.inference.table.internal.BadCell;
import io.descent.inference.table.internal.FeatureColumn;
import io.descent.inference.table.internal.RowEncoder;
import io.descent.inference.table.internal.TruthFormat;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** A model in one process, made once of its bytes. Thread-safe. */
final class Scorer {
    /** Rows that are predicted at a time. */
    static final int BATCH = 256;

    /** Models that a process keeps: those of a cross-validation may be many. */
    private static final Kept<Scorer> MADE = new Kept<>(16);

    private static final Workers ALONE = new Workers(1);

    private final ModelParts parts;
    private final Predictor predictor;
    private final List<FeatureColumn> columns;

    private Scorer(byte[] model, Services services) {
        parts = ModelBytes.parts(model, services.registry());
        predictor = new Predictor(parts, services.backend());
        columns = parts.encoding().columns();
    }

    /**
     * The model.
     *
     * @param hash of its bytes, which are asked for only where this process does not know it yet
     */
    static Scorer of(String hash, Supplier<byte[]> model, Services.Plugins plugins) {
        return MADE.get(hash + plugins.jars(), () -> new Scorer(model.get(), plugins.services()));
    }

    static String hash(byte[] model) {
        return HexFormat.of().formatHex(Sha256.start().digest(model));
    }

    ModelParts parts() {
        return parts;
    }

    /** Predicts rows, a batch at a time. Not thread-safe. */
    final class Batch {
        private final int[] positions;
        private final RowEncoder encoder = predictor.encoder(BATCH);
        private final int width = predictor.width();
        private final double[] outputs = new double[BATCH * predictor.width()];
        private final int members = parts.calibration().members();
        private final double[] ofMembers = new double[members * BATCH * predictor.width()];
        private final @Nullable String[] problems = new @Nullable String[BATCH];

        Batch(int[] positions) {
            this.positions = positions;
        }

        /** Begins another batch. */
        void clear() {
            encoder.clear();
        }

        /** Adds a row. */
        void add(Row row) {
            for (int j = 0; j < positions.length; j++) {
                encode(j, row.get(positions[j]));
            }
            int index = encoder.rows();
            BadCell bad = encoder.endRow();
            problems[index] = bad == null
                    ? null
                    : "the column '%s': %s".formatted(columns.get(bad.column()).name(), bad);
        }

        private void encode(int column, @Nullable Object cell) {
            Double number = Layout.number(cell);
            if (cell == null) {
                encoder.missing(column);
            } else if (number != null) {
                encoder.number(column, number);
            } else if (cell instanceof Boolean truth
                    && columns.get(column).kind() != ColumnKind.CATEGORICAL
                    && !(columns.get(column).format() instanceof TruthFormat)) {
                encoder.number(column, truth ? 1 : 0);
            } else {
                String text = String.valueOf(Layout.text(cell));
                double seconds = Layout.seconds(cell);
                if (Double.isNaN(seconds)) {
                    encoder.text(column, text);
                } else {
                    encoder.date(column, seconds, text);
                }
            }
        }

        /** Predicts the rows. */
        void predict() {
            predictor.predict(encoder, outputs, ofMembers, ALONE);
        }

        /** Why a row cannot be predicted; null if it can. */
        @Nullable
        String problem(int row) {
            return problems[row];
        }

        /** The index of the predicted class, or the value. */
        double prediction(int row) {
            int from = row * width;
            return parts.schema().task() == Task.REGRESSION
                    ? outputs[from + parts.predictedOutput()]
                    : parts.calibration().chosen(outputs, from, width);
        }

        /** The probabilities of the classes, or the values. */
        double[] outputs(int row) {
            return Arrays.copyOfRange(outputs, row * width, (row + 1) * width);
        }

        /** The lower and upper bound of the value. */
        double[] interval(int row, Residuals.Bounds bounds) {
            double[] own = new double[members * width];
            int rows = encoder.rows();
            for (int member = 0; member < members; member++) {
                System.arraycopy(ofMembers, (member * rows + row) * width, own, member * width, width);
            }
            int output = parts.predictedOutput();
            double[] predictions = bounds.predictions(prediction(row), own, output, width);
            return new double[] {bounds.lower(predictions), bounds.upper(predictions)};
        }
    }
}
