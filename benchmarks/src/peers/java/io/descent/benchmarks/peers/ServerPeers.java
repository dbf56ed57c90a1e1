package io.descent.benchmarks.peers;

import ai.onnxruntime.OrtEnvironment;
import io.descent.benchmarks.ServerLoad;
import io.descent.benchmarks.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares {@code descent serve} with ONNX Runtime behind the same kind of server. First it sends all rows of a table
 * to all servers and requires the same labels, and probabilities within 1e-5. Then the servers take turns under load.
 * Run it by {@code benchmarks/serve --peers RUN TABLE}.
 */
final class ServerPeers {
    private static final int ROUNDS = 3;
    /** Of a reading. */
    private static final double SECONDS = 5;

    private static final int ROWS_OF_CHECK = 100;
    private static final double TOLERANCE = 1e-5;

    private final ServerLoad load;
    /** How to start each server, by its title. */
    private final Map<String, List<String>> servers = new LinkedHashMap<>();

    private ServerPeers(Path run, Path table, Path file) throws IOException {
        load = new ServerLoad(table);
        servers.put(Report.DESCENT, ServerProcess.descent(run));
        String title = "ONNX Runtime " + Version.of(OrtEnvironment.class);
        servers.put(title + Report.ONE_THREAD, onnx(file, run, 1));
        servers.put(title, onnx(file, run, 0));
    }

    /** Prints a table in Markdown. Arguments: a run and a table in CSV whose rows are sent. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path run = Path.of(arguments[0]);
        Path folder = Files.createTempDirectory("descent-serve");
        Path file = folder.resolve("model.onnx");
        folder.toFile().deleteOnExit(); // after the file, and even if a signal ends this process
        file.toFile().deleteOnExit();
        export(run, file);
        ServerPeers peers = new ServerPeers(run, Path.of(arguments[1]), file);
        peers.check();
        peers.measure();
    }

    private static void export(Path run, Path file) throws IOException, InterruptedException {
        List<String> command =
                List.of("./descent", "export", run.toString(), "--format", "onnx", "--out", file.toString());
        int status = ServerProcess.start(new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT))
                .waitFor();
        if (status != 0) {
            throw new IOException(String.join(" ", command) + " failed");
        }
    }

    /** A JVM with the garbage collector that the launcher of Descent chooses. */
    private static List<String> onnx(Path file, Path run, int threads) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                OnnxServer.class.getName(),
                file.toString(),
                run.toString(),
                Integer.toString(threads));
    }

    /** Requires that all servers predict the same, for every row of the table. */
    private void check() throws IOException {
        List<Object> expected = new ArrayList<>();
        for (Map.Entry<String, List<String>> each : servers.entrySet()) {
            List<Object> found = predictions(each.getValue());
            if (expected.isEmpty()) {
                expected = found;
                continue;
            }
            double largest = 0;
            for (int i = 0; i < found.size(); i++) {
                double difference = difference(expected.get(i), found.get(i));
                if (!(difference <= TOLERANCE)) {
                    throw new IOException("row %d: Descent answers %s, %s %s"
                            .formatted(i + 1, expected.get(i), each.getKey(), found.get(i)));
                }
                largest = Math.max(largest, difference);
            }
            System.err.printf(
                    "%s: %,d rows, all with the label of Descent; largest difference of probabilities %.0e%n",
                    each.getKey(), found.size(), largest);
        }
    }

    private List<Object> predictions(List<String> command) throws IOException {
        List<Object> all = new ArrayList<>();
        try (ServerProcess server = new ServerProcess(command)) {
            for (int from = 0; from < load.rows(); from += ROWS_OF_CHECK) {
                all.addAll(load.predictions(server, from, Math.min(ROWS_OF_CHECK, load.rows() - from)));
            }
        }
        return all;
    }

    /** Returns the largest difference of probabilities; infinity if anything else differs. */
    private static double difference(Object expected, Object found) {
        Map<?, ?> one = (Map<?, ?>) expected;
        Map<?, ?> other = (Map<?, ?>) found;
        if (!(one.get("probabilities") instanceof Map<?, ?> probabilities)
                || !(other.get("probabilities") instanceof Map<?, ?> others)
                || !probabilities.keySet().equals(others.keySet())
                || !rest(one).equals(rest(other))) {
            return Double.POSITIVE_INFINITY;
        }
        double largest = 0;
        for (Map.Entry<?, ?> each : probabilities.entrySet()) {
            double first = ((Number) each.getValue()).doubleValue();
            double second = others.get(each.getKey()) instanceof Number number ? number.doubleValue() : Double.NaN;
            largest = Math.max(largest, Math.abs(first - second));
        }
        return largest;
    }

    /** What a prediction says besides probabilities: the label, missing columns, and columns with an unseen word. */
    private static Map<Object, Object> rest(Map<?, ?> prediction) {
        Map<Object, Object> rest = new LinkedHashMap<>(prediction);
        rest.remove("probabilities");
        return rest;
    }

    private void measure() throws IOException, InterruptedException {
        Map<String, List<ServerLoad.Times>> readings = new LinkedHashMap<>();
        for (int round = 1; round <= ROUNDS; round++) {
            for (Map.Entry<String, List<String>> each : servers.entrySet()) {
                try (ServerProcess server = new ServerProcess(each.getValue())) {
                    for (int count : ServerLoad.counts()) {
                        ServerLoad.Times times = load.measure(server, count, SECONDS);
                        readings.computeIfAbsent(row(count, each.getKey()), key -> new ArrayList<>())
                                .add(times);
                        System.err.printf(
                                "round %d, %s, %d rows per request: %,.0f rows/s, p50 %.2f ms, p99 %.2f ms%n",
                                round, each.getKey(), count, times.rate(), times.p50(), times.p99());
                    }
                }
            }
        }
        System.out.println("| rows per request | server | rows per second | p50, ms | p99, ms |");
        System.out.println("| --- | --- | --- | --- | --- |");
        for (int count : ServerLoad.counts()) {
            for (String title : servers.keySet()) {
                String row = row(count, title);
                List<ServerLoad.Times> times = readings.getOrDefault(row, List.of());
                System.out.printf(
                        "| %s | %s | %s | %s |%n",
                        row,
                        spread(
                                times.stream()
                                        .mapToDouble(ServerLoad.Times::rate)
                                        .toArray(),
                                "%,.0f"),
                        spread(times.stream().mapToDouble(ServerLoad.Times::p50).toArray(), "%.2f"),
                        spread(times.stream().mapToDouble(ServerLoad.Times::p99).toArray(), "%.2f"));
            }
        }
    }

    private static String row(int count, String title) {
        return count + " | " + title;
    }

    private static String spread(double[] readings, String format) {
        return Spread.of(readings).text(format);
    }
}
