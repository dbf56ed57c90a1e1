package io.descent.app.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.inference.file.internal.Json;
import io.descent.inference.spec.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A golden file and the suite that checks its cases. */
record Golden(Path path, GoldenCase content, GoldenSuite suite) {
    private static final List<GoldenSuite> SUITES = List.of(
            new NumpyRandomSuite(),
            new InitializerSuite(),
            new ForwardBackwardSuite(),
            new ElementwiseSuite(),
            new GradientCheckSuite(),
            new MiniBatchSuite(),
            new OptimizerSuite(),
            new WeightedAverageSuite(),
            new DecaySuite(),
            new BatchNormSuite(),
            new SoftmaxSuite(),
            new NormalisationSuite(),
            new LogScaleSuite(),
            new TrainingSuite());

    /** Every JSON file of a folder. A file without a suite is a failure. */
    static List<Golden> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(Golden::of)
                    .toList();
        }
    }

    static Golden of(Path file) {
        String name = file.getFileName().toString();
        GoldenSuite suite = SUITES.stream()
                .filter(each -> name.matches(each.files()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + ": no suite checks this kind of file"));
        try {
            return new Golden(file, new GoldenCase(Json.read(Files.readString(file))), suite);
        } catch (IOException e) {
            throw new AssertionError(file.toString(), e);
        }
    }

    String name() {
        return path.getFileName().toString();
    }

    List<GoldenCase> cases() {
        List<GoldenCase> cases = content.children("cases");
        assertThat(cases).as(name()).isNotEmpty();
        return cases;
    }

    List<Precision> precisions() {
        return suite.singleStep() ? List.of(Precision.FLOAT64, Precision.FLOAT32) : List.of(Precision.FLOAT64);
    }

    void check(GoldenCase one, Precision precision) {
        suite.check(content, one, precision);
    }
}
