package io.descent.app.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.inference.file.internal.Json;
import io.descent.inference.spec.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares the library with numbers computed with NumPy. The system property {@code golden.dir} selects another
 * folder of golden files.
 */
class GoldenTest {
    private static Path folder() {
        return Path.of(System.getProperty("golden.dir", "src/test/resources/golden"));
    }

    @TestFactory
    Stream<DynamicContainer> everyCaseOfEveryFile() throws IOException {
        List<Golden> files = Golden.in(folder());
        assertThat(files).isNotEmpty();
        return files.stream().map(file -> {
            List<GoldenCase> cases = file.cases();
            System.out.printf(
                    "golden %s: %d cases in %s%n",
                    file.name(), cases.size(), file.precisions()); // the test must report this
            return DynamicContainer.dynamicContainer(
                    file.name() + " (" + cases.size() + " cases)",
                    file.precisions().stream()
                            .flatMap(precision -> cases.stream()
                                    .map(one -> DynamicTest.dynamicTest(
                                            precision + " case " + cases.indexOf(one),
                                            () -> file.check(one, precision)))));
        });
    }

    /** Checks every file again, with one digit changed in one number that the library must compute. */
    @TestFactory
    Stream<DynamicTest> aChangedDigitFails(@TempDir Path copies) throws IOException {
        return Golden.in(folder()).stream()
                .map(file -> DynamicTest.dynamicTest(file.name(), () -> {
                    GoldenCase one = cheapest(file);
                    Path copy = copies.resolve(file.name());
                    Map<String, Object> content =
                            new LinkedHashMap<>(file.content().values());
                    content.put(
                            "cases", List.of(changed(one.values(), file.suite().expected(), 0)));
                    Files.writeString(copy, Json.line(content));
                    Golden read = Golden.of(copy);
                    assertThatThrownBy(() -> read.check(read.cases().get(0), Precision.FLOAT64))
                            .isInstanceOf(AssertionError.class);

                    content.put("cases", List.of(one.values()));
                    Files.writeString(copy, Json.line(content));
                    Golden unchanged = Golden.of(copy);
                    unchanged.check(unchanged.cases().get(0), Precision.FLOAT64);
                }));
    }

    /** The shortest of the whole trainings; in other files, the first case that has the number. */
    private static GoldenCase cheapest(Golden file) {
        return file.cases().stream()
                .filter(one -> !one.has("updates")
                        || one.whole("updates")
                                == file.cases().stream()
                                        .mapToInt(each -> each.whole("updates"))
                                        .min()
                                        .orElseThrow())
                .filter(one -> one.has((String) file.suite().expected()[0]))
                .findFirst()
                .orElseThrow();
    }

    private static Object changed(Object value, Object[] path, int depth) {
        if (depth == path.length) {
            if (value instanceof Boolean flag) {
                return !flag;
            }
            double number = ((Number) value).doubleValue();
            return value instanceof Integer whole
                    ? (Object) (whole + 1)
                    : (Object) (number + (number == 0 ? 1 : number * 1e-5));
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>(map);
            copy.computeIfPresent(path[depth], (key, inner) -> changed(inner, path, depth + 1));
            return copy;
        }
        List<Object> copy = new ArrayList<>((List<?>) value);
        int index = (Integer) path[depth];
        copy.set(index, changed(copy.get(index), path, depth + 1));
        return copy;
    }

    @Test
    void aFileOfAnUnknownKindFails(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("surprise.json"), "{\"cases\": [{}]}");
        assertThatThrownBy(() -> Golden.in(folder)).hasMessageContaining("surprise.json: no suite");
    }

    @Test
    void aFileWithoutCasesFails(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("softmax.json"), "{\"cases\": []}");
        assertThatThrownBy(() -> Golden.in(folder).get(0).cases()).isInstanceOf(AssertionError.class);
    }

    @Test
    void aCaseOfAnUnknownKindFails(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("optimizers.json"), """
                {"cases": [{"method": "surprise", "layers": [1, 1], "hyper": {"learning_rate": 1},
                    "parameters0": {"W1": [[1]], "b1": [[1]]}, "gradients": [], "steps": []}]}""");
        Golden file = Golden.in(folder).get(0);
        assertThatThrownBy(() -> file.check(file.cases().get(0), Precision.FLOAT64))
                .hasMessageContaining("surprise");
    }

    private static void check(Path folder, String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
        Golden file = Golden.in(folder).get(0);
        file.cases().forEach(one -> file.check(one, Precision.FLOAT64));
    }

    /** From NumPy 2.4.6. {@code numpy.random.seed} takes 32 bits, more than a non-negative {@code int} has. */
    @Test
    void seedsMayHave32Bits(@TempDir Path folder) throws IOException {
        check(folder, "numpy_random.json", """
                    {"cases": [{"type": "mixed", "steps": [
                        {"op": "seed", "args": [4294967295]},
                        {"op": "rand", "args": [3], "value": [0.0976320289940138, 0.9123828453026218, 0.78903530185164]},
                        {"op": "seed", "args": [2147483648]},
                        {"op": "permutation", "args": [5], "value": [3, 4, 1, 0, 2]}]}]}""");
    }

    @Test
    void noBitOfASeedIsLost() {
        assertThat(new GoldenCase(Map.of("seed", Long.MAX_VALUE)).seed("seed")).isEqualTo(Long.MAX_VALUE);
    }

    /** From NumPy 2.4.6. In float64, 1 - 1e-12 is rounded, and 1 - 10^r loses digits if r is near 0. */
    @Test
    void decayRatesMayBeCloseToZeroAndOne(@TempDir Path folder) throws IOException {
        check(folder, "log_scale_sampling.json", """
                    {"cases": [
                        {"kind": "log_uniform", "seed": 4294967295, "low_exponent": -12.0, "high_exponent": -0.01,
                            "exponent": [-10.829391972361774, -1.0605296848215637, -2.5394667307988374, -2.6477568586195215],
                            "value": [1.481180642512653e-11, 0.08699019716435297, 0.002887574973878546, 0.0022503140999525825],
                            "one_minus_value": [0.9999999999851882, 0.913009802835647, 0.9971124250261214, 0.9977496859000474]},
                        {"kind": "log_uniform", "seed": 2147483648, "low_exponent": -3.0, "high_exponent": 0.0,
                            "exponent": [-2.543991379396603, -0.5383717337106102, -0.6735051387045283, -1.3767834886996473],
                            "value": [0.002857647266175404, 0.28948646718651594, 0.21207762992708035, 0.04199683009985048],
                            "one_minus_value": [0.9971423527338246, 0.7105135328134841, 0.7879223700729197, 0.9580031699001496]},
                        {"kind": "log_uniform", "seed": 7, "low_exponent": -9.0, "high_exponent": -0.001,
                            "exponent": [-8.31330170392376, -1.9815107886312084, -5.054755326263399, -2.4895368646993594],
                            "value": [4.860694164573214e-09, 0.010434922102430112, 8.815453800194589e-06, 0.0032393892400141913],
                            "one_minus_value": [0.9999999951393058, 0.9895650778975699, 0.9999911845461998, 0.9967606107599858]}]}""");
    }
}
