package io.descent.app;

import io.descent.core.data.LineRows;
import io.descent.inference.Model;
import io.descent.inference.model.internal.ModelParts;
import io.descent.inference.model.internal.Predictor;
import io.descent.inference.parallel.internal.Workers;
import io.descent.inference.spec.Schema;
import io.descent.inference.table.internal.BadCell;
import io.descent.inference.table.internal.InputEncoding;
import io.descent.inference.table.internal.RowEncoder;
import io.descent.inference.tensor.internal.Backend;
import io.descent.inference.text.internal.Decimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Predicts the rows of a table as they come and passes on one record per row: the cells that are kept, then the
 * prediction, which is empty if the row cannot be predicted. Needs the same memory for every number of rows.
 */
final class PredictedRows implements LineRows {
    /** Numbers that are encoded before they are predicted together. */
    private static final int BLOCK = 1 << 20;

    private static final int MOST_ROWS = 4096;
    private static final int FEWEST_ROWS = 64;

    /** In place of the position of an encoded row. */
    private static final int NONE = -1;

    private final Schema schema;
    private final PredictionCells cells;
    private final Predictor predictor;
    private final RowEncoder encoder;
    private final Workers workers;
    private final RowProblems problems;
    private final Consumer<List<String>> records;
    /** The position of each column of the table among the features. */
    private final int[] features;
    /** The places of each column of the table among the cells that are kept. */
    private final int[][] places;

    private final int kept;
    private final double[] results;
    /** (members x rows x width), if intervals need them. */
    private final double[] ofMembers;

    private final List<String[]> waiting = new ArrayList<>();
    private final int[] encoded;
    private String[] row;
    private int next;

    /**
     * Prepares predictions.
     *
     * @param encoding how the cells are written
     * @param columns the columns of the table
     * @param keep the columns whose cells are kept
     * @param cells the cells of a prediction
     * @param problems told about rows that cannot be predicted
     * @param records receives the names first, then one record per row
     */
    PredictedRows(
            Model model,
            Backend backend,
            InputEncoding encoding,
            List<String> columns,
            List<String> keep,
            PredictionCells cells,
            Workers workers,
            RowProblems problems,
            Consumer<List<String>> records) {
        ModelParts parts = model.parts();
        schema = model.schema();
        this.cells = cells;
        predictor = new Predictor(parts, backend);
        this.workers = workers;
        this.problems = problems;
        this.records = records;
        int width = Math.max(1, encoding.shape().dense() + encoding.shape().blocks());
        int capacity = Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, BLOCK / width));
        encoder = predictor.encoder(encoding, capacity);
        results = new double[Math.multiplyExact(capacity, predictor.width())];
        ofMembers = new double[Math.multiplyExact(cells.members(), results.length)];
        encoded = new int[capacity];
        Map<String, Integer> positions = new HashMap<>();
        schema.features().forEach(name -> positions.put(name, positions.size()));
        features = columns.stream()
                .mapToInt(name -> positions.getOrDefault(name, NONE))
                .toArray();
        places = new int[columns.size()][];
        for (int j = 0; j < places.length; j++) {
            String name = columns.get(j);
            int[] found = new int[keep.size()];
            int count = 0;
            for (int k = 0; k < found.length; k++) {
                if (keep.get(k).equals(name)) {
                    found[count++] = k;
                }
            }
            places[j] = Arrays.copyOf(found, count);
        }
        kept = keep.size();
        row = emptyRow();
        List<String> names = new ArrayList<>(keep);
        names.addAll(cells.names());
        records.accept(names);
    }

    private String[] emptyRow() {
        String[] empty = new String[kept];
        Arrays.fill(empty, "");
        return empty;
    }

    @Override
    public PredictedRows number(double value) {
        if (features[next] >= 0) {
            encoder.number(features[next], value);
        }
        if (places[next].length > 0) {
            keep(Double.isNaN(value) ? "" : Decimal.text(value));
        }
        next++;
        return this;
    }

    @Override
    public PredictedRows text(String value) {
        if (features[next] >= 0) {
            encoder.text(features[next], value);
        }
        keep(value);
        next++;
        return this;
    }

    @Override
    public PredictedRows missing() {
        if (features[next] >= 0) {
            encoder.missing(features[next]);
        }
        next++;
        return this;
    }

    private void keep(String cell) {
        for (int place : places[next]) {
            row[place] = cell;
        }
    }

    @Override
    public void endRow() {
        next = 0;
        int position = encoder.rows();
        BadCell bad = encoder.endRow();
        if (bad == null) {
            wait(position);
        } else {
            problems.bad("column '%s': %s"
                    .formatted(
                            ColumnsTable.shortened(schema.features().get(bad.column()), RowProblems.LONGEST_NAME),
                            bad));
            wait(NONE);
        }
    }

    @Override
    public void brokenRow(String problem) {
        problems.bad(problem);
        wait(NONE);
    }

    private void wait(int position) {
        encoded[waiting.size()] = position;
        waiting.add(row);
        row = kept == 0 ? row : emptyRow();
        if (waiting.size() == encoded.length) {
            flush();
        }
    }

    @Override
    public void line(long number) {
        problems.line(number);
    }

    @Override
    public void file(String name) {
        problems.file(name);
    }

    /** Predicts the rows that wait. To be called after the last row. */
    void flush() {
        predictor.predict(encoder, results, ofMembers, workers);
        int width = predictor.width();
        int stride = encoder.rows() * width;
        List<String> record = new ArrayList<>();
        for (int i = 0; i < waiting.size(); i++) {
            record.clear();
            record.addAll(Arrays.asList(waiting.get(i)));
            if (encoded[i] == NONE) {
                cells.addEmpty(record);
            } else {
                cells.add(results, encoded[i] * width, ofMembers, stride, record);
            }
            records.accept(record);
        }
        problems.rows(waiting.size());
        waiting.clear();
        encoder.clear();
    }

    /** The rows that were predicted, with the counts of their missing and unseen cells. */
    RowEncoder encoder() {
        return encoder;
    }
}
