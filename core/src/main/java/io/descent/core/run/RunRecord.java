package io.descent.core.run;

import io.descent.inference.file.internal.Json;
import io.descent.inference.file.internal.Manifest;
import io.descent.inference.file.internal.Replacement;
import io.descent.inference.problem.InvalidInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The numbers in the folder of a finished run, by their names in its files. */
public final class RunRecord {
    private static final String EPOCH = "epoch";

    private final Path folder;
    private final Map<String, Double> results = new LinkedHashMap<>();
    private final Map<String, SortedMap<Integer, Double>> histories = new LinkedHashMap<>();

    private RunRecord(Path folder) {
        this.folder = folder;
    }

    /**
     * Reads the folder of a finished run.
     *
     * @throws InvalidInputException if the folder does not contain a finished run, or a file is damaged
     */
    public static RunRecord read(Path folder) {
        return Replacement.read(folder, () -> {
            if (!Manifest.exists(folder)) {
                throw new InvalidInputException(
                        "%s: does not contain a finished run; expected a folder with %s, %s and %s. If it was interrupted, go on with 'descent train --resume'"
                                .formatted(folder, RunFiles.RESULT, RunFiles.METRICS, Manifest.FILE));
            }
            Manifest.verify(folder, "run");
            return written(folder);
        });
    }

    /**
     * Reads a run folder whose result is written, but which may not be complete yet.
     *
     * @throws InvalidInputException if a file is missing or damaged
     */
    public static RunRecord written(Path folder) {
        RunRecord record = new RunRecord(folder);
        Path result = folder.resolve(RunFiles.RESULT);
        Path metrics = folder.resolve(RunFiles.METRICS);
        try (BufferedReader lines = Files.newBufferedReader(metrics)) {
            record.results.putAll(numbers(result.toString(), Files.readString(result)));
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                record.addEpoch(numbers(metrics + ", line " + ++number, line));
            }
        } catch (NoSuchFileException e) {
            throw new InvalidInputException(
                    "%s: does not contain a finished run; expected a folder with %s and %s"
                            .formatted(folder, RunFiles.RESULT, RunFiles.METRICS),
                    e);
        } catch (IOException e) {
            throw new InvalidInputException(folder + ": its files cannot be read: " + e.getMessage(), e);
        }
        return record;
    }

    private void addEpoch(Map<String, Double> values) {
        Double epoch = values.remove(EPOCH);
        if (epoch != null) {
            values.forEach((name, value) ->
                    histories.computeIfAbsent(name, n -> new TreeMap<>()).put(epoch.intValue(), value));
        }
    }

    private static Map<String, Double> numbers(String where, String json) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        try {
            flatten("", Json.read(json), numbers);
        } catch (IOException | RuntimeException e) {
            throw new InvalidInputException(where + ": expected a JSON object", e);
        }
        return numbers;
    }

    /** Collects every number in nested maps, NaN and infinities included, by its keys joined with dots. */
    private static void flatten(String prefix, Map<?, ?> map, Map<String, Double> numbers) {
        map.forEach((key, value) -> {
            String name = prefix + key;
            if (value instanceof Map<?, ?> inner) {
                flatten(name + ".", inner, numbers);
            } else if (value instanceof Number number) {
                numbers.put(name, number.doubleValue());
            } else if (value instanceof String text && text.matches("NaN|-?Infinity")) {
                numbers.put(name, Double.parseDouble(text));
            }
        });
    }

    /** The run folder. */
    public Path folder() {
        return folder;
    }

    /** The names of the values recorded per epoch, such as {@code learningRate} and {@code dev.cost}. */
    public Set<String> metrics() {
        return Collections.unmodifiableSet(histories.keySet());
    }

    /** The values of a metric by epoch, from 1; empty for an unknown metric. */
    public SortedMap<Integer, Double> history(String metric) {
        return Collections.unmodifiableSortedMap(histories.getOrDefault(metric, Collections.emptySortedMap()));
    }

    /**
     * A number of the result.
     *
     * @param name for example {@code seconds} or {@code metrics.dev.accuracy}
     * @return null if the result does not contain it
     */
    public @Nullable Double result(String name) {
        return results.get(name);
    }

    /**
     * The names of the final metrics of a set, without its intervals, classes and counts.
     *
     * @param set train, dev or test
     */
    public List<String> metricsOf(String set) {
        String prefix = "metrics." + set + ".";
        return results.keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()))
                .filter(name -> !name.contains(".") && !name.equals("examples"))
                .toList();
    }

    /** The metric to show if there is room for only one: {@code accuracy} or {@code r2}. */
    public String headline() {
        // an interrupted run has only the metrics of its epochs
        return results.containsKey("metrics.train.accuracy") || histories.containsKey("dev.accuracy")
                ? "accuracy"
                : "r2";
    }
}
