package io.descent.app.report;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.descent.inference.file.internal.Json;
import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Serves the report of a folder to browsers of this machine, and sends it again when a file of the folder has changed (by
 * server-sent events, https://html.spec.whatwg.org/multipage/server-sent-events.html). It reads files and nothing else, so
 * it cannot influence a training.
 */
public final class LiveServer implements AutoCloseable {
    private static final int MOST_READERS = 32;
    private static final long POLL_NANOS = 400_000_000;
    private static final int LIGHT = 20;
    /** After so many polls without a change, a comment tells whether the reader is still there. */
    private static final int QUIET_POLLS = 25;

    private static final long PATIENCE_MILLIS = 2000;
    private static final List<String> FILES =
            List.of("metrics.jsonl", "result.json", "experiment.yaml", StudyContent.JOURNAL, "study.json");

    private final Supplier<Path> folder;
    private final String name;
    private final HttpServer http;
    private final ExecutorService threads;
    private volatile boolean ended;

    /**
     * Starts to serve.
     *
     * @param folder where the files are; a run that replaces another one moves when it ends
     * @param name the title of the page
     * @param port to listen on; 0 for a free one
     * @throws InvalidInputException if the port cannot be opened
     */
    public LiveServer(Supplier<Path> folder, String name, int port) {
        this.folder = folder;
        this.name = name;
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new InvalidInputException(
                    "cannot watch on port %d: %s; choose another port".formatted(port, e.getMessage()), e);
        }
        threads = new ThreadPoolExecutor(0, MOST_READERS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "watch");
            thread.setDaemon(true);
            return thread;
        });
        http.setExecutor(threads);
        http.createContext("/", this::handle);
        http.start();
    }

    /** Where the page is. */
    public String address() {
        return "http://127.0.0.1:%d/".formatted(http.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String host = exchange.getRequestHeaders().getFirst("Host");
            int port = http.getAddress().getPort();
            boolean isOwn = ("127.0.0.1:" + port).equals(host) || ("localhost:" + port).equals(host);
            String path = exchange.getRequestURI().getPath();
            if (!isOwn) { // a page elsewhere whose name leads here
                send(exchange, 403, "text/plain", "this page is for this machine only\n");
            } else if (!exchange.getRequestMethod().equals("GET")) {
                send(exchange, 405, "text/plain", "only GET is answered\n");
            } else if (path.equals("/")) {
                send(
                        exchange,
                        200,
                        "text/html",
                        Report.page(name, Report.content(folder.get(), name), Report.resource("live.js")));
            } else if (path.equals("/events")) {
                follow(exchange);
            } else {
                send(exchange, 404, "text/plain", "there is nothing here but /\n");
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** Sends the report now and after each change, until the reader leaves or the training ends. */
    private void follow(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        List<String> seen = List.of("nothing yet");
        int quiet = 0;
        while (true) {
            boolean last = ended;
            List<String> now = state();
            long begin = System.nanoTime();
            if (!now.equals(seen)) {
                seen = now;
                quiet = 0;
                event(out, "report", Json.line(List.of(Report.content(folder.get(), name))));
            } else if (++quiet % QUIET_POLLS == 0) {
                out.write(": \n\n".getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
            if (last) {
                event(out, "end", "{}");
                return;
            }
            try {
                // a long report takes at most a small part of the time of one thread
                TimeUnit.NANOSECONDS.sleep(Math.max(POLL_NANOS, LIGHT * (System.nanoTime() - begin)));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static void event(OutputStream out, String type, String data) throws IOException {
        out.write("event: %s\ndata: %s\n\n".formatted(type, data).getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** What tells whether a file has changed. */
    private List<String> state() {
        List<String> state = new ArrayList<>();
        for (String file : FILES) {
            try {
                BasicFileAttributes attributes =
                        Files.readAttributes(folder.get().resolve(file), BasicFileAttributes.class);
                state.add("%s %d %s".formatted(file, attributes.size(), attributes.lastModifiedTime()));
            } catch (IOException e) {
                // it is not there
            }
        }
        return state;
    }

    /** Sends the last state to the readers and stops. */
    @Override
    public void close() {
        ended = true;
        threads.shutdown();
        try {
            if (!threads.awaitTermination(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
        http.stop(0);
    }
}
