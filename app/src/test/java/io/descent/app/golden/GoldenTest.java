package io.descent.app.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
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
 * The library against numbers that were computed with NumPy. The system property {@code golden.dir} names another folder of such
 * files.
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
                    "golden %s: %d cases in %s%n", file.name(), cases.size(), file.precisions()); // asked of this test
            return DynamicContainer.dynamicContainer(
                    file.name() + " (" + cases.size() + " cases)",
                    file.precisions().stream()
                            .flatMap(precision -> cases.stream()
                                    .map(one -> DynamicTest.dynamicTest(
                                            precision + " case " + cases.indexOf(one),
                                            () -> file.check(one, precision)))));
        });
    }

    /** Every file once more, with one digit changed in one number that the library has to give. */
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
                    Files.writeString(copy, JSON.std.asString(content));
                    Golden read = Golden.of(copy);
                    assertThatThrownBy(() -> read.check(read.cases().get(0), Precision.FLOAT64))
                            .isInstanceOf(AssertionError.class);

                    content.put("cases", List.of(one.values()));
                    Files.writeString(copy, JSON.std.asString(content));
                    Golden unchanged = Golden.of(copy);
                    unchanged.check(unchanged.cases().get(0), Precision.FLOAT64);
                }));
    }

    /** Of whole trainings the shortest; elsewhere the first case that has the number. */
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
}
