package io.descent.metrics;

import io.descent.inference.file.internal.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A case of a golden file.
 *
 * @param classes the number of classes; 0 for values
 * @param expected numbers by the names of {@link Variants}; null where a metric is undefined
 */
record Golden(String name, int classes, GivenPredictions predictions, Map<String, Double> expected) {
    /** All cases of both files. */
    static List<Golden> all() {
        return Stream.of("classes.json", "values.json").flatMap(Golden::read).toList();
    }

    private static Stream<Golden> read(String file) {
        try (InputStream in = Golden.class.getResourceAsStream(file)) {
            List<?> cases = (List<?>) Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .get("cases");
            return cases.stream().map(each -> of((Map<?, ?>) each));
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }

    @SuppressWarnings("unchecked") // JSON objects have string keys
    private static Golden of(Map<?, ?> one) {
        double[] y = vector((List<?>) one.get("labels"));
        double[] weights =
                vector(one.get("weights") instanceof List<?> given ? given : Collections.nCopies(y.length, 1.0));
        int classes = one.get("classes") instanceof Number count ? count.intValue() : 0;
        double[][] outputs = ((List<?>) one.get(classes == 0 ? "outputs" : "probabilities"))
                .stream()
                        .map(row -> vector(row instanceof List<?> several ? several : List.of(row)))
                        .toArray(double[][]::new);
        return new Golden(
                (String) one.get("name"),
                classes,
                classes == 0
                        ? GivenPredictions.ofValues(y, weights, outputs)
                        : GivenPredictions.ofClasses(classes, y, weights, outputs),
                (Map<String, Double>) one.get("expected"));
    }

    private static double[] vector(List<?> numbers) {
        return numbers.stream().mapToDouble(n -> ((Number) n).doubleValue()).toArray();
    }
}
