package io.descent.core.data;

import io.descent.inference.file.internal.Json;
import io.descent.inference.file.internal.Sha256;
import io.descent.inference.model.internal.ModelFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What tells the encoded examples of one training from those of another.
 *
 * @param train size of the training set
 * @param dev size of the dev set; 0 for none
 * @param test size of the test set; 0 for none
 * @param columns SHA-256 of the features' names and encoders
 * @param labels SHA-256 of the labels' names, classes and scaling
 * @param examples SHA-256 of inputs, labels and weights of all sets
 */
public record DataDigest(int train, int dev, int test, String columns, String labels, String examples) {
    /** Computes the digest. */
    public static DataDigest of(TrainingData data) {
        Map<String, Object> labels = Map.of(
                "labels",
                List.of(
                        data.schema().labels(),
                        data.schema().classes(),
                        ModelFile.targets(data.train().targets())));
        return new DataDigest(
                data.train().size(),
                DataSummary.size(data.dev()),
                DataSummary.size(data.test()),
                sha256(Map.of("columns", ModelFile.columns(data.encoding()))),
                sha256(labels),
                sha256(Map.of("sets", List.of(sha256(data.train()), sha256(data.dev()), sha256(data.test())))));
    }

    private static String sha256(@Nullable Examples set) {
        return set == null ? "" : set.sha256();
    }

    private static String sha256(Map<String, ?> json) {
        byte[] bytes = Json.line(json).getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(Sha256.start().digest(bytes));
    }

    /** What differs between the examples of a run and those that are there now, in words; empty if nothing does. */
    public List<String> differences(DataDigest now) {
        List<String> differences = new ArrayList<>();
        add(differences, "the training set", train, now.train);
        add(differences, "the dev set", dev, now.dev);
        add(differences, "the test set", test, now.test);
        if (!labels.equals(now.labels)) {
            differences.add("the label has other classes or values");
        }
        if (!columns.equals(now.columns)) {
            differences.add("the columns, or what the training set says of them, are different");
        }
        if (differences.isEmpty() && !examples.equals(now.examples)) {
            differences.add("rows have other values or another order");
        }
        return differences;
    }

    private static void add(List<String> differences, String set, int before, int now) {
        if (before != now) {
            differences.add("%s had %d examples and has %d now".formatted(set, before, now));
        }
    }
}
