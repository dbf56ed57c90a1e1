package io.descent.benchmarks.peers;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.descent.inference.model.internal.ModelParts;
import io.descent.inference.table.internal.CellFormat;
import io.descent.inference.table.internal.FeatureColumn;
import io.descent.inference.table.internal.Indicators;
import io.descent.inference.table.internal.OneHot;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * ONNX Runtime with a file of {@code descent export}: from the cells of a table to predicted classes. Columns are
 * numbers, truth values or words. Any number of threads may use it at once.
 */
final class OnnxTable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final List<String> classes;
    private final Set<String> markers;
    private final List<Column> columns = new ArrayList<>();

    /**
     * An input.
     *
     * @param words null for numbers
     * @param format null for words
     * @param memory of the numbers of a call, for each thread; kept between calls
     */
    private record Column(
            String name,
            OnnxJavaType type,
            @Nullable OneHot words,
            @Nullable CellFormat format,
            ThreadLocal<ByteBuffer> memory) {
        /** Returns memory for at least as many numbers. */
        ByteBuffer numbers(int count) {
            if (memory.get().capacity() < count * type.size) {
                memory.set(ByteBuffer.allocateDirect(count * type.size).order(ByteOrder.nativeOrder()));
            }
            return memory.get().clear();
        }
    }

    /**
     * Loads a file.
     *
     * @param model what the file was made from; it knows which cells are missing and which words are known
     * @param threads that share an operator; 0 for the default of ONNX Runtime, one per core
     */
    OnnxTable(String file, ModelParts model, int threads) throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(threads);
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
        session = environment.createSession(file, options);
        classes = model.schema().classes();
        markers = model.encoding().missing();
        for (FeatureColumn column : model.encoding().columns()) {
            TensorInfo input =
                    (TensorInfo) Objects.requireNonNull(session.getInputInfo().get(column.name()), column.name())
                            .getInfo();
            if (input.type == OnnxJavaType.INT64) {
                throw new IllegalArgumentException(
                        "'%s' is a column of dates; expected numbers, truth values and words".formatted(column.name()));
            }
            OneHot words = column.encoder() instanceof Indicators indicators
                    ? indicators.words()
                    : column.encoder() instanceof OneHot oneHot ? oneHot : null;
            columns.add(new Column(
                    column.name(),
                    input.type,
                    words,
                    column.format(),
                    ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(0))));
        }
    }

    /**
     * Predicts rows.
     *
     * @param rows cells by the names of their columns
     * @return for each row what {@code descent serve} answers: label, probabilities, missing columns, and columns with
     *     an unseen word
     */
    List<Map<String, Object>> predict(List<Map<String, String>> rows) throws OrtException {
        List<Map<String, Object>> answers = new ArrayList<>(rows.size());
        List<List<String>> missing = new ArrayList<>(rows.size());
        List<List<String>> unseen = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            missing.add(new ArrayList<>());
            unseen.add(new ArrayList<>());
        }
        Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
        try {
            for (Column column : columns) {
                inputs.put(column.name(), input(column, rows, missing, unseen));
            }
            try (OrtSession.Result result = session.run(inputs)) {
                String[] labels = (String[]) result.get("label").orElseThrow().getValue();
                double[] probabilities =
                        numbers((OnnxTensor) result.get("probabilities").orElseThrow());
                for (int i = 0; i < labels.length; i++) {
                    Map<String, Double> byClass = new LinkedHashMap<>();
                    for (int k = 0; k < classes.size(); k++) {
                        byClass.put(classes.get(k), probabilities[i * classes.size() + k]);
                    }
                    Map<String, Object> answer = new LinkedHashMap<>();
                    answer.put("label", labels[i]);
                    answer.put("probabilities", byClass);
                    answer.put("missing", missing.get(i));
                    answer.put("unseen", unseen.get(i));
                    answers.add(answer);
                }
            }
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
        return answers;
    }

    /** Returns the cells of a column (rows x 1), and adds its name to the list of each row that lacks a known cell. */
    private OnnxTensor input(
            Column column, List<Map<String, String>> rows, List<List<String>> missing, List<List<String>> unseen)
            throws OrtException {
        long[] shape = {rows.size(), 1};
        OneHot known = column.words();
        if (known != null) {
            String[] words = new String[rows.size()];
            for (int i = 0; i < words.length; i++) {
                words[i] = cell(column, rows.get(i));
                if (isMissing(words[i])) {
                    missing.get(i).add(column.name());
                } else if (!known.has(words[i])) {
                    unseen.get(i).add(column.name());
                }
            }
            return OnnxTensor.createTensor(environment, words, shape);
        }
        CellFormat format = Objects.requireNonNull(column.format());
        boolean isFloat = column.type() == OnnxJavaType.FLOAT;
        ByteBuffer numbers = column.numbers(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            String cell = cell(column, rows.get(i));
            double number = Double.NaN;
            if (isMissing(cell)) {
                missing.get(i).add(column.name());
            } else {
                number = format.parse(cell);
            }
            if (isFloat) {
                numbers.putFloat((float) number);
            } else {
                numbers.putDouble(number);
            }
        }
        numbers.flip();
        return isFloat
                ? OnnxTensor.createTensor(environment, numbers.asFloatBuffer(), shape)
                : OnnxTensor.createTensor(environment, numbers.asDoubleBuffer(), shape);
    }

    private static String cell(Column column, Map<String, String> row) {
        String cell = row.get(column.name());
        if (cell == null) {
            throw new IllegalArgumentException("a row has no cell in the column '%s'".formatted(column.name()));
        }
        return cell.strip();
    }

    private boolean isMissing(String cell) {
        return cell.isEmpty() || markers.contains(cell);
    }

    private static double[] numbers(OnnxTensor tensor) {
        if (tensor.getInfo().type == OnnxJavaType.FLOAT) {
            FloatBuffer floats = tensor.getFloatBuffer();
            double[] numbers = new double[floats.remaining()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = floats.get(i);
            }
            return numbers;
        }
        DoubleBuffer doubles = tensor.getDoubleBuffer();
        double[] numbers = new double[doubles.remaining()];
        doubles.get(numbers);
        return numbers;
    }
}
