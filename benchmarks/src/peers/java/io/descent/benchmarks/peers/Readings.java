package io.descent.benchmarks.peers;

import io.descent.inference.file.internal.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The readings of a part as stored in a file.
 *
 * @param environment machine, JDK, date and settings
 * @param all all readings, in the order of turns
 */
record Readings(Map<String, Object> environment, List<Measurement> all) {
    /** Returns the file of a part for the running JDK. */
    static Path file(Path folder, Part part, String subject) {
        return file(folder, part, subject, Runtime.version().feature());
    }

    private static Path file(Path folder, Part part, String subject, int jdk) {
        String middle = subject.isEmpty() ? "" : subject.toLowerCase(Locale.ROOT) + "-";
        return folder.resolve("%s-%sjdk%d.jsonl".formatted(part, middle, jdk));
    }

    /** Returns the stored readings of a part, one for each JDK. */
    static List<Readings> all(Path folder, Part part, String subject) throws IOException {
        List<Readings> found = new ArrayList<>();
        for (int jdk = 17; jdk < 100; jdk++) {
            Path file = file(folder, part, subject, jdk);
            if (Files.exists(file)) {
                found.add(read(file));
            }
        }
        return found;
    }

    private static Readings read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        List<Measurement> all = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            all.add(Measurement.of(line));
        }
        return new Readings(Json.read(lines.get(0)), all);
    }

    /** Returns the contenders in the order of their turns. */
    List<String> contenders() {
        return all.stream().map(Measurement::contender).distinct().toList();
    }

    /** Returns the quantities of a contender. */
    List<String> quantities(String contender) {
        return all.stream()
                .filter(reading -> reading.contender().equals(contender))
                .map(Measurement::quantity)
                .distinct()
                .toList();
    }

    /** Returns the spread of one quantity; empty if there are no readings. */
    Optional<Spread> spread(String contender, String quantity) {
        double[] values = all.stream()
                .filter(reading ->
                        reading.contender().equals(contender) && reading.quantity().equals(quantity))
                .mapToDouble(Measurement::value)
                .toArray();
        return values.length == 0 ? Optional.empty() : Optional.of(Spread.of(values));
    }

    /** Returns the median of one quantity; NaN if there are no readings. */
    double median(String contender, String quantity) {
        return spread(contender, quantity).map(Spread::median).orElse(Double.NaN);
    }

    /** Returns a setting or a property of the machine. */
    String fact(String name) {
        return String.valueOf(environment.get(name));
    }
}
