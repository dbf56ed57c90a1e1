package io.descent.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.descent.inference.Interval;
import io.descent.inference.Model;
import io.descent.inference.Prediction;
import io.descent.inference.spec.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares what ONNX Runtime computes with what Descent predicts: probabilities within 1e-5, or 1e-12 in float64, values
 * and bounds within the same fraction of their standard deviation or, where they are larger than that, of themselves.
 */
final class Comparison {
    private final Model model;
    private final List<Prediction> expected;
    private final double tolerance;
    /** Rows whose two most probable classes are so close that either may be the label. */
    private int close;

    private Comparison(Model model, List<Prediction> expected) {
        this.model = model;
        this.expected = expected;
        this.tolerance = model.precision() == Precision.FLOAT32 ? 1e-5 : 1e-12;
    }

    /**
     * Compares predictions of rows.
     *
     * @param level of the intervals; null to compare none
     * @return the number of rows whose labels were not compared, because two classes are equally probable
     */
    static int of(Model model, List<Map<String, String>> rows, @Nullable Double level) throws OrtException {
        List<Map<String, ?>> given = new ArrayList<>(rows);
        Comparison comparison = new Comparison(model, model.predict(given));
        try (OrtSession session = session(model, level)) {
            Map<String, OnnxTensor> inputs =
                    Cells.inputs(session, rows, model.parts().encoding().missing());
            comparison.run(session, inputs, level);
        }
        return comparison.close;
    }

    /** Compares predictions of images. */
    static void ofImages(Model model, double[][] images) throws OrtException {
        Comparison comparison = new Comparison(model, model.predict(images));
        float[][] pixels = new float[images.length][images[0].length];
        for (int i = 0; i < images.length; i++) {
            for (int j = 0; j < pixels[i].length; j++) {
                pixels[i][j] = (float) images[i][j];
            }
        }
        try (OrtSession session = session(model, null)) {
            boolean isFloat =
                    ((TensorInfo) session.getInputInfo().get(Inputs.IMAGE).getInfo()).type == OnnxJavaType.FLOAT;
            OnnxTensor input = OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), isFloat ? pixels : images);
            comparison.run(session, Map.of(Inputs.IMAGE, input), null);
        }
    }

    private static OrtSession session(Model model, @Nullable Double level) throws OrtException {
        return OrtEnvironment.getEnvironment().createSession(OnnxModel.of(model, model.precision(), level));
    }

    private void run(OrtSession session, Map<String, OnnxTensor> inputs, @Nullable Double level) throws OrtException {
        try (OrtSession.Result result = session.run(inputs)) {
            if (model.schema().classes().isEmpty()) {
                compareValues(result, level);
            } else {
                compareClasses(result);
            }
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private void compareClasses(OrtSession.Result result) throws OrtException {
        double[][] probabilities = matrix(result, "probabilities");
        String[] labels = (String[]) result.get("label").orElseThrow().getValue();
        for (int i = 0; i < expected.size(); i++) {
            double[] own = expected.get(i).probabilities().values().stream()
                    .mapToDouble(Double::doubleValue)
                    .toArray();
            assertThat(probabilities[i]).hasSize(own.length);
            for (int k = 0; k < own.length; k++) {
                assertThat(probabilities[i][k]).isCloseTo(own[k], within(tolerance));
            }
            double[] sorted = own.clone();
            Arrays.sort(sorted);
            double threshold = model.parts().calibration().threshold();
            boolean isClose = own.length == 2
                    ? Math.abs(own[1] - threshold) <= tolerance
                    : sorted[own.length - 1] - sorted[own.length - 2] <= 2 * tolerance;
            if (isClose) {
                close++;
            } else {
                assertThat(labels[i]).isEqualTo(expected.get(i).label());
            }
        }
    }

    private void compareValues(OrtSession.Result result, @Nullable Double level) throws OrtException {
        double[][] values = matrix(result, "value");
        List<String> labels = model.schema().labels();
        for (int k = 0; k < labels.size(); k++) {
            String label = labels.get(k);
            double[] own = expected.stream()
                    .mapToDouble(each -> labels.size() == 1 ? each.value() : each.value(label))
                    .toArray();
            double deviation = deviation(own);
            for (int i = 0; i < own.length; i++) {
                double unit = tolerance * Math.max(Math.abs(own[i]), deviation);
                assertThat(values[i]).hasSize(labels.size());
                assertThat(values[i][k]).isCloseTo(own[i], within(unit));
                if (level != null) {
                    Interval interval = expected.get(i).interval(label, level);
                    assertThat(matrix(result, "lower")[i][k]).isCloseTo(interval.lower(), within(unit));
                    assertThat(matrix(result, "upper")[i][k]).isCloseTo(interval.upper(), within(unit));
                }
            }
        }
    }

    /** The median distance from the median, which a few extreme rows do not move; below the standard deviation. */
    private static double deviation(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double median = sorted[sorted.length / 2];
        double[] distances = Arrays.stream(values)
                .map(value -> Math.abs(value - median))
                .sorted()
                .toArray();
        return distances[distances.length / 2];
    }

    private static double[][] matrix(OrtSession.Result result, String output) throws OrtException {
        Object value = result.get(output).orElseThrow().getValue();
        if (value instanceof double[][] numbers) {
            return numbers;
        }
        return Arrays.stream((float[][]) value)
                .map(row -> {
                    double[] numbers = new double[row.length];
                    Arrays.setAll(numbers, k -> row[k]);
                    return numbers;
                })
                .toArray(double[][]::new);
    }
}
