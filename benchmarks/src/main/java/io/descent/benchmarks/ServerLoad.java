package io.descent.benchmarks;

import io.descent.inference.file.internal.Json;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Times {@code descent serve}: from its start to its first answer, and under load. Arguments: a run and a table in CSV
 * whose rows are sent. Run it by {@code benchmarks/serve RUN TABLE}.
 */
public final class ServerLoad {
    private static final int STARTS = 9;
    private static final int CLIENTS = 2;
    private static final double SECONDS = 10;

    private final Path run;
    private final String header;
    private final List<String> rows;

    private ServerLoad(Path run, Path table) throws IOException {
        this.run = run;
        List<String> lines = Files.readAllLines(table);
        this.header = lines.get(0);
        this.rows = lines.subList(1, lines.size());
    }

    /** Prints the times. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        ServerLoad load = new ServerLoad(Path.of(arguments[0]), Path.of(arguments[1]));
        double[] starts = new double[STARTS];
        for (int i = 0; i < STARTS; i++) {
            long begin = System.nanoTime();
            Process server = load.start();
            try (Connection connection = new Connection(load.uri(server))) {
                load.send(connection, 0, 1);
            }
            starts[i] = (System.nanoTime() - begin) / 1e9;
            server.destroy();
            server.waitFor();
        }
        Arrays.sort(starts);
        System.out.printf(Locale.ROOT, "start to first answer: median of %d %.2f s%n", STARTS, starts[STARTS / 2]);
        Process server = load.start();
        URI uri = load.uri(server);
        for (int count : new int[] {1, 100}) {
            load.measure(uri, count, 3);
            System.out.println(load.measure(uri, count, SECONDS));
        }
        server.destroy();
        server.waitFor();
    }

    private Process start() throws IOException {
        return new ProcessBuilder("./descent", "serve", run.toString(), "--port", "0")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Where the server predicts, as it says when it is ready. */
    private URI uri(Process server) throws IOException {
        BufferedReader out = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the server has not started; try ./descent serve " + run);
        }
        return URI.create(line.substring(line.indexOf("http://")) + "/predict");
    }

    /**
     * A connection that stays open. The client of the JDK sometimes takes a fast answer for data that nobody has asked
     * for, and closes the connection.
     */
    private static final class Connection implements Closeable {
        private final URI uri;
        private final Socket socket;
        private final InputStream in;

        Connection(URI uri) throws IOException {
            this.uri = uri;
            socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort());
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
        }

        /** Sends a table and returns the body of the answer. */
        String post(String table) throws IOException {
            byte[] body = table.getBytes(StandardCharsets.UTF_8);
            byte[] head = "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\nContent-Length: %d\r\n\r\n"
                    .formatted(uri.getPath(), body.length)
                    .getBytes(StandardCharsets.UTF_8);
            byte[] request = Arrays.copyOf(head, head.length + body.length);
            System.arraycopy(body, 0, request, head.length, body.length);
            socket.getOutputStream().write(request);
            String status = line();
            int length = 0;
            for (String header = line(); !header.isEmpty(); header = line()) {
                if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                    length = Integer.parseInt(
                            header.substring("content-length:".length()).strip());
                }
            }
            String answer = new String(in.readNBytes(length), StandardCharsets.UTF_8);
            if (!status.startsWith("HTTP/1.1 200")) {
                throw new IOException(status + ": " + answer);
            }
            return answer;
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new IOException("the server has closed the connection");
                }
                line.append((char) next);
            }
            return line.toString().strip();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private void send(Connection connection, int from, int count) throws IOException {
        StringBuilder body = new StringBuilder(header).append('\n');
        for (int i = 0; i < count; i++) {
            body.append(rows.get((from + i) % rows.size())).append('\n');
        }
        Map<String, Object> json = Json.read(connection.post(body.toString()));
        if (((List<?>) json.getOrDefault("predictions", List.of())).size() != count) {
            throw new IOException("expected %d predictions, got %s".formatted(count, json));
        }
    }

    /** Sends requests from several clients at once, each as soon as the one before is answered. */
    private String measure(URI uri, int count, double seconds) throws InterruptedException {
        List<Double> times = new ArrayList<>();
        AtomicBoolean failed = new AtomicBoolean();
        List<Thread> clients = new ArrayList<>();
        long begin = System.nanoTime();
        for (int c = 0; c < CLIENTS; c++) {
            int first = c * 1000;
            clients.add(new Thread(() -> {
                List<Double> own = new ArrayList<>();
                try (Connection connection = new Connection(uri)) {
                    for (int i = first; (System.nanoTime() - begin) / 1e9 < seconds && !failed.get(); i += count) {
                        long start = System.nanoTime();
                        send(connection, i, count);
                        own.add((System.nanoTime() - start) / 1e6);
                    }
                } catch (IOException e) {
                    failed.set(true);
                    System.err.println(e);
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
        times.sort(null);
        return String.format(
                Locale.ROOT,
                "%d rows a request, %d clients: %,.0f rows/s, p50 %.2f ms, p99 %.2f ms",
                count,
                CLIENTS,
                count * times.size() / took,
                times.get(times.size() / 2),
                times.get(times.size() * 99 / 100));
    }
}
