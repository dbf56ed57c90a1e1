package io.descent.app.picture;

import static io.descent.app.picture.Drawing.count;
import static io.descent.app.picture.Drawing.decoded;
import static io.descent.app.picture.Drawing.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.descent.activations.Linear;
import io.descent.app.golden.GivenExamples;
import io.descent.core.data.Examples;
import io.descent.core.data.TrainingData;
import io.descent.core.diagnosis.Estimate;
import io.descent.core.diagnosis.LearningCurvePoint;
import io.descent.core.metrics.ConfusionMatrix;
import io.descent.inference.Model;
import io.descent.inference.model.internal.ModelParts;
import io.descent.inference.network.internal.Layer;
import io.descent.inference.network.internal.Network;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.table.internal.InputEncoding;
import io.descent.inference.tensor.internal.Scalar;
import java.awt.Graphics2D;
import java.awt.HeadlessException;
import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.knowm.xchart.XYChart;

@Timeout(60)
class PicturesTest {
    private static final int BLUE = 0x2166AC;
    private static final int ORANGE = 0xD95F02;

    @BeforeEach
    void requireFonts() {
        assumeThat(Drawing.POSSIBLE).as("fonts").isTrue();
    }

    @Test
    void fileHoldsWhatWasPainted() {
        XYChart chart = LineChart.of("title", "x", "y", 500, List.of(line("a", 1, 3, 2), line("b", 2, 2, 5)));
        BufferedImage painted = new BufferedImage(1200, 500, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = painted.createGraphics();
        chart.paint(graphics, 1200, 500);
        BufferedImage read = decoded(Picture.png(List.of(chart)));
        assertThat(read.getWidth()).isEqualTo(1200);
        assertThat(read.getHeight()).isEqualTo(500);
        assertThat(read.getRGB(0, 0, 1200, 500, null, 0, 1200))
                .isEqualTo(painted.getRGB(0, 0, 1200, 500, null, 0, 1200));
        assertThat(read.getRGB(0, 0)).isEqualTo(0xFFFFFFFF);
        assertThat(count(read, BLUE)).isGreaterThan(500);
        assertThat(count(read, ORANGE)).isGreaterThan(500);
    }

    @Test
    void chartsStandBelowEachOtherWithTheirPlotsAligned() {
        XYChart upper = LineChart.of("t", "", "cost", 400, List.of(line("a", 1, 3, 2)));
        XYChart lower = LineChart.of("", "epoch", "rate", 300, List.of(line("a", 0.003, 0.002, 0.001)));
        assertThat(decoded(Picture.png(List.of(upper, lower))).getHeight()).isEqualTo(700);
        assertThat(Math.abs(upper.getYAxisLeftWidth() - lower.getYAxisLeftWidth()))
                .isLessThan(3);
    }

    @ParameterizedTest
    @MethodSource("awkward")
    void awkwardValuesAreDrawnToo(double[] values) {
        assertThat(decoded(Picture.png(List.of(LineChart.of("", "epoch", "y", 300, List.of(line("a", values)))))))
                .isNotNull();
    }

    static List<double[]> awkward() {
        return List.of(
                new double[] {0},
                new double[] {-5},
                new double[] {1e-300, 1e-300, 1e-300, 1e300},
                new double[] {-1e308, 1e308},
                new double[] {0.6931471805599453, 0.6931471805599454, 0.6931471805599451},
                new double[] {0.693147, 0.693155},
                new double[] {1e9, 1e9 + 20_000, 1e9 - 30_000},
                new double[] {1e-7, 1e-7, 1e-7, 9},
                new double[] {Double.MIN_VALUE, Double.MIN_VALUE, Double.MIN_VALUE, 2e-316});
    }

    @Test
    void errorsBySizeAreDrawn() {
        List<LearningCurvePoint> points = List.of(point(100, 0.02, 0.4), point(200, 0.05, 0.3), point(400, 0.1, 0.2));
        byte[] png = Curves.bySize(points);
        BufferedImage image = decoded(png);
        assertThat(image.getWidth()).isEqualTo(1200);
        assertThat(count(image, BLUE)).isGreaterThan(500);
        assertThat(count(image, ORANGE)).isGreaterThan(500);
        assertThat(Curves.bySize(points)).isEqualTo(png);
    }

    private static LearningCurvePoint point(int examples, double train, double dev) {
        return new LearningCurvePoint(
                examples, new Estimate(train, train, train), new Estimate(dev, dev, dev), train, dev);
    }

    @Test
    void runsAreDrawnWithALegendLineEach() {
        Map<String, SortedMap<Integer, Double>> runs = new LinkedHashMap<>();
        IntStream.range(0, 12)
                .forEach(i -> runs.put("run " + i, line("", i + 1.0, i + 2.0, 1).points()));
        int height = decoded(Curves.ofRuns("dev.cost", runs)).getHeight();
        runs.put("diverged at once", line("", Double.NaN).points());
        assertThat(decoded(Curves.ofRuns("dev.cost", runs)).getHeight()).isEqualTo(height);
        assertThat(Curves.ofRuns("dev.cost", Map.of("x", line("").points()))).isNull();
    }

    @Test
    void confusionIsShadedByRow() {
        List<List<Integer>> counts = List.of(List.of(900, 0), List.of(0, 1));
        BufferedImage image =
                decoded(Confusion.png(new ConfusionMatrix(List.of("", "a long name of a class"), counts), "dev"));
        // all predictions in both rows are right, so nearly half of the plot is blue
        assertThat(count(image, BLUE)).isGreaterThan(300_000);
    }

    @Test
    void confusionOfManyClassesIsNotDrawn() {
        List<String> names = IntStream.range(0, 21).mapToObj(i -> "c" + i).toList();
        assertThat(Confusion.png(new ConfusionMatrix(names, zeros(21)), "dev")).isNull();
        assertThat(Confusion.png(new ConfusionMatrix(names.subList(0, 20), zeros(20)), "dev"))
                .isNotNull();
    }

    private static List<List<Integer>> zeros(int size) {
        return Collections.nCopies(size, Collections.nCopies(size, 0));
    }

    /** The picture of a linear network whose second class begins at x1 = 15, in the units of the data source. */
    private static byte[] boundary(List<String> features) {
        Schema schema = new Schema(features, "kind", Task.CLASSIFICATION, List.of("low", "high"));
        Layer layer = new Layer(1, new Linear(), null);
        Network network = new Network(features.size(), List.of(layer), Precision.FLOAT64);
        network.parameters().tensor(0).set(0, 0, 1);
        network.parameters().tensor(1).set(0, 0, 0.5);
        double[] means = new double[features.size()];
        double[] deviations = new double[features.size()];
        Arrays.fill(means, 15);
        Arrays.fill(deviations, 5);
        InputEncoding encoding = InputEncoding.standardized(features, means, deviations, false);
        double[][] raw = {new double[features.size()], new double[features.size()]};
        Arrays.fill(raw[0], 10);
        Arrays.fill(raw[1], 20);
        Examples train = GivenExamples.of(schema, encoding, raw, new double[] {0, 1}, Precision.FLOAT64);
        return DecisionBoundary.png(
                new Model(new ModelParts(schema, encoding, List.of(), network, "mean-squared-error", 0), new Scalar()),
                new TrainingData(train, null, null));
    }

    @Test
    void halvesOfThePlaneHaveTheColoursOfTheirClasses() {
        BufferedImage image = decoded(boundary(List.of("width in cm", "")));
        int y = image.getHeight() / 2;
        int[] colors = IntStream.range(150, 850)
                .map(x -> image.getRGB(x, y) & 0xFFFFFF)
                .distinct()
                .toArray();
        assertThat(image.getRGB(160, y) & 255).as("blue of the left").isGreaterThan(image.getRGB(160, y) >> 16 & 255);
        assertThat(image.getRGB(850, y) >> 16 & 255).as("red of the right").isGreaterThan(image.getRGB(850, y) & 255);
        assertThat(colors).as("shades between").hasSizeGreaterThan(20);
    }

    @Test
    void planesOfOtherDimensionsAreNotDrawn() {
        assertThat(boundary(List.of("a"))).isNull();
        assertThat(boundary(List.of("a", "b", "c"))).isNull();
    }

    @Test
    void failureToDrawIsOneLine() {
        for (Throwable failure : List.of(
                new UnsatisfiedLinkError("no freetype in path\nand more"),
                new NoClassDefFoundError("java/awt/Font"),
                new InternalError("no fonts"),
                new HeadlessException(),
                new OutOfMemoryError(),
                new IllegalStateException())) {
            StringWriter err = new StringWriter();
            byte[] drawn = RunPictures.attempt(new PrintWriter(err), () -> {
                if (failure instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) failure;
            });
            assertThat(drawn).isNull();
            assertThat(err.toString().lines())
                    .hasSize(1)
                    .first()
                    .asString()
                    .startsWith("descent: warning: pictures could not be drawn")
                    .contains(failure.getClass().getSimpleName());
        }
    }
}
