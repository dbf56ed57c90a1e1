package io.descent.benchmarks;

import io.descent.inference.file.internal.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sends the rows of a table to a server from several clients at once. Run by {@code benchmarks/serve RUN TABLE}, it
 * times {@code descent serve}: from its start to its first answer, and under load.
 */
public final class ServerLoad {
    private static final int STARTS = 9;
    private static final int CLIENTS = 2;
    private static final double SECONDS = 10;
    /** Seconds of load before a measurement, for JIT compilers. */
    private static final double WARM_UP = 3;

    private static final List<Integer> COUNTS = List.of(1, 100);

    private final String header;
    private final List<String> rows;

    /**
     * Reads a table.
     *
     * @param table in CSV, with a header
     */
    public ServerLoad(Path table) throws IOException {
        List<String> lines = Files.readAllLines(table);
        this.header = lines.get(0);
        this.rows = lines.subList(1, lines.size());
    }

    /**
     * How fast a server answered.
     *
     * @param rate rows per second, from all clients together
     * @param p50 the median time of a request, in milliseconds
     * @param p99 the time that 99% of the requests did not exceed, in milliseconds
     */
    public record Times(double rate, double p50, double p99) {}

    /** Prints the times of {@code descent serve}. Arguments: a run and a table in CSV whose rows are sent. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> command = ServerProcess.descent(Path.of(arguments[0]));
        ServerLoad load = new ServerLoad(Path.of(arguments[1]));
        double[] starts = new double[STARTS];
        for (int i = 0; i < STARTS; i++) {
            long begin = System.nanoTime();
            try (ServerProcess server = new ServerProcess(command)) {
                load.predictions(server, 0, 1);
                starts[i] = (System.nanoTime() - begin) / 1e9;
            }
        }
        Arrays.sort(starts);
        System.out.printf(Locale.ROOT, "start to first answer: median of %d %.2f s%n", STARTS, starts[STARTS / 2]);
        try (ServerProcess server = new ServerProcess(command)) {
            for (int count : counts()) {
                Times times = load.measure(server, count, SECONDS);
                System.out.printf(
                        Locale.ROOT,
                        "%d rows a request, %d clients: %,.0f rows/s, p50 %.2f ms, p99 %.2f ms%n",
                        count,
                        CLIENTS,
                        times.rate,
                        times.p50,
                        times.p99);
            }
        }
    }

    /** Returns the numbers of rows per request that are measured. */
    public static List<Integer> counts() {
        return COUNTS;
    }

    /** Returns the number of rows of the table. */
    public int rows() {
        return rows.size();
    }

    /**
     * Sends a request and returns what the server predicts for each of its rows.
     *
     * @param from the first row to send, from 0; after the last row of the table comes the first
     * @param count how many rows to send
     * @throws IOException if the server does not answer with as many predictions
     */
    public List<?> predictions(ServerProcess server, int from, int count) throws IOException {
        try (ServerConnection connection = server.connect()) {
            return predictions(connection, from, count);
        }
    }

    private List<?> predictions(ServerConnection connection, int from, int count) throws IOException {
        StringBuilder body = new StringBuilder(header).append('\n');
        for (int i = 0; i < count; i++) {
            body.append(rows.get((from + i) % rows.size())).append('\n');
        }
        Map<String, Object> json = Json.read(connection.post(body.toString()));
        if (!(json.get("predictions") instanceof List<?> predictions) || predictions.size() != count) {
            throw new IOException("expected %d predictions, got %s".formatted(count, json));
        }
        return predictions;
    }

    /**
     * Measures a server after a warm-up. Each client sends a request as soon as the one before is answered.
     *
     * @param count rows per request
     * @param seconds of the measurement
     * @throws IOException if a request fails
     */
    public Times measure(ServerProcess server, int count, double seconds) throws IOException, InterruptedException {
        send(server, count, WARM_UP);
        return send(server, count, seconds);
    }

    private Times send(ServerProcess server, int count, double seconds) throws IOException, InterruptedException {
        List<Double> times = new ArrayList<>();
        AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
        List<Thread> clients = new ArrayList<>();
        long begin = System.nanoTime();
        for (int c = 0; c < CLIENTS; c++) {
            int first = c * 1000;
            clients.add(new Thread(() -> {
                List<Double> own = new ArrayList<>();
                try (ServerConnection connection = server.connect()) {
                    for (int i = first;
                            (System.nanoTime() - begin) / 1e9 < seconds && failure.get() == null;
                            i += count) {
                        long start = System.nanoTime();
                        predictions(connection, i, count);
                        own.add((System.nanoTime() - start) / 1e6);
                    }
                } catch (IOException e) {
                    failure.set(e);
                }
                synchronized (times) {
                    times.addAll(own);
                }
            }));
        }
        clients.forEach(Thread::start);
        for (Thread each : clients) {
            each.join();
        }
        double took = (System.nanoTime() - begin) / 1e9;
        IOException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        times.sort(null);
        return new Times(count * times.size() / took, times.get(times.size() / 2), times.get(times.size() * 99 / 100));
    }
}
