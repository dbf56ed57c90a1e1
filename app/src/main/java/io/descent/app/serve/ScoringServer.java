package io.descent.app.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.descent.core.file.internal.CsvText;
import io.descent.inference.Model;
import io.descent.inference.file.internal.Json;
import io.descent.inference.file.internal.Sha256;
import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Answers predictions by HTTP, with the server of the JDK. */
public final class ScoringServer implements AutoCloseable {
    private static final String JSON = "application/json";
    private static final String HTML = "text/html; charset=utf-8";
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OTHER = "other";
    /** How the JSON parser names a place in a text that it does not show. */
    private static final Pattern PLACE = Pattern.compile("\\[Source: [^;]*; line: ([0-9]+), column: ([0-9]+)\\]");

    private static final int MOST_VALUES = 10_000_000;
    private static final int REFRESH_MILLIS = 500;

    private final Settings settings;
    private final ServerMetrics metrics = new ServerMetrics();
    private final ServedModel model;
    private final HttpServer http;
    private final ExecutorService threads;
    private final Thread watcher = new Thread(this::watch, "watch");
    private final Semaphore waiting;
    private final Semaphore predicting;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Consumer<String> log;
    private volatile boolean draining;

    /**
     * How to serve.
     *
     * @param host to listen on
     * @param port to listen on; 0 for a free one
     * @param threads predictions that are computed at once
     * @param queue requests that may wait for that, besides
     * @param connections requests that are read or answered at once
     * @param maxBody bytes of the body of a request
     * @param seconds in which a request must have been sent and answered
     * @param watch whether a new model in the folder replaces the old one
     * @param apiKeySha256 SHA-256 of the key that requests must have; null for none
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    public record Settings(
            String host,
            int port,
            int threads,
            int queue,
            int connections,
            int maxBody,
            int seconds,
            boolean watch,
            byte @Nullable [] apiKeySha256) {}

    /** What is sent back. */
    private record Answer(int status, String type, String body) {
        static Answer json(int status, Map<String, ?> json) {
            return new Answer(status, JSON, Json.line(json) + "\n");
        }

        static Answer text(String type, String text) {
            return new Answer(200, type, text);
        }
    }

    /**
     * Loads the model and starts to listen.
     *
     * @param loader loads a model from its folder
     * @param log receives a line for each new model and each unexpected failure
     * @throws InvalidInputException if the model cannot be loaded, or the port cannot be opened
     */
    public ScoringServer(Path folder, Function<Path, Model> loader, Settings settings, Consumer<String> log) {
        this.settings = settings;
        this.log = log;
        this.model = new ServedModel(folder, loader, metrics, log);
        this.waiting = new Semaphore(settings.threads + settings.queue);
        this.predicting = new Semaphore(settings.threads);
        // read when the first server of the process is made
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxReqTime", Integer.toString(settings.seconds));
        System.setProperty("sun.net.httpserver.maxRspTime", Integer.toString(settings.seconds));
        System.setProperty("jdk.httpserver.maxConnections", Integer.toString(2 * settings.connections));
        try {
            http = HttpServer.create(new InetSocketAddress(settings.host, settings.port), 0);
        } catch (IOException e) {
            throw new InvalidInputException(
                    "cannot listen on %s port %d: %s; choose another --port or --host"
                            .formatted(settings.host, settings.port, e.getMessage()),
                    e);
        }
        threads = new ThreadPoolExecutor(
                0, settings.connections, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "serve");
                    thread.setDaemon(true);
                    return thread;
                });
        http.setExecutor(threads);
        http.createContext("/", this::handle);
        http.start();
        if (settings.watch) {
            watcher.setDaemon(true);
            watcher.start();
        }
    }

    private void watch() {
        while (!draining) {
            try {
                Thread.sleep(REFRESH_MILLIS);
                model.refresh();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                log.accept("the model could not be looked at: " + e);
            }
        }
    }

    /** The port that it listens on. */
    public int port() {
        return http.getAddress().getPort();
    }

    /** The name of the model. */
    public String name() {
        return model.name();
    }

    private void handle(HttpExchange exchange) throws IOException {
        long start = System.nanoTime();
        inFlight.incrementAndGet();
        String path = OTHER;
        Answer answer;
        try {
            URI uri = exchange.getRequestURI();
            path = known(uri.getPath());
            answer = answer(exchange, uri);
        } catch (Refusal e) {
            answer = Answer.json(e.status(), e.body());
            if (e.status() == 503) {
                exchange.getResponseHeaders().set("Retry-After", "1");
            }
        } catch (RuntimeException e) {
            log.accept("a request failed: " + e);
            answer = Answer.json(500, Map.of("error", "the server has failed; its log says why"));
        }
        try {
            send(exchange, answer);
        } finally {
            inFlight.decrementAndGet();
            metrics.request(path, answer.status, (System.nanoTime() - start) / 1e9);
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", answer.type);
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(answer.status, -1);
        } else {
            byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
        exchange.close();
    }

    /** The path as metrics show it: of few different texts, whatever is asked for. */
    private String known(String path) {
        if (path.startsWith("/v2/models/")) {
            return path.endsWith("/infer") ? "/v2/models/NAME/infer" : "/v2/models/NAME";
        }
        return switch (path) {
            case "/", "/predict", "/metrics", "/openapi.json", "/v2", "/v2/health/live", "/v2/health/ready" -> path;
            default -> OTHER;
        };
    }

    private Answer answer(HttpExchange exchange, URI uri) throws IOException {
        String path = uri.getPath();
        if (path.equals("/v2/health/live")) {
            return Answer.json(200, Map.of("live", true));
        }
        if (path.equals("/v2/health/ready")) {
            return Answer.json(draining ? 503 : 200, Map.of("ready", !draining));
        }
        requireKey(exchange);
        if (draining) {
            exchange.getResponseHeaders().set("Connection", "close");
            throw new Refusal(503, "the server is stopping");
        }
        Scorer scorer = model.scorer();
        String ofModel = "/v2/models/" + model.name();
        if (path.equals("/predict")) {
            requireMethod(exchange, "POST");
            return predict(exchange, uri, scorer);
        }
        if (path.equals(ofModel + "/infer")) {
            requireMethod(exchange, "POST");
            return infer(exchange, scorer);
        }
        requireMethod(exchange, "GET");
        if (path.equals(ofModel)) {
            return Answer.json(200, OpenInference.model(model.name(), scorer));
        }
        if (path.equals(ofModel + "/ready")) {
            return Answer.json(200, Map.of("name", model.name(), "ready", true));
        }
        return switch (path) {
            case "/" -> Answer.text(HTML, Pages.html(model.name(), scorer, model.card()));
            case "/metrics" -> Answer.text(TEXT, metrics.text(inFlight.get()));
            case "/openapi.json" -> Answer.json(200, Pages.openApi(model.name(), scorer));
            case "/v2" -> Answer.json(200, OpenInference.server());
            default -> throw new Refusal(404, "there is no %s; see / for what there is".formatted(path));
        };
    }

    private static void requireMethod(HttpExchange exchange, String method) {
        String found = exchange.getRequestMethod();
        if (!found.equals(method) && !(found.equals("HEAD") && method.equals("GET"))) {
            exchange.getResponseHeaders().set("Allow", method);
            throw new Refusal(
                    405, "%s is for %s".formatted(exchange.getRequestURI().getPath(), method));
        }
    }

    /** Compares digests, in a time that does not depend on how much of a key is right. */
    private void requireKey(HttpExchange exchange) {
        byte[] expected = settings.apiKeySha256;
        if (expected == null) {
            return;
        }
        String given = exchange.getRequestHeaders().getFirst("Authorization");
        String key = given != null && given.startsWith("Bearer ")
                ? given.substring("Bearer ".length())
                : exchange.getRequestHeaders().getFirst("X-API-Key");
        if (key == null || !MessageDigest.isEqual(expected, sha256(key))) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
            throw new Refusal(401, "expected the API key, as 'Authorization: Bearer KEY' or 'X-API-Key: KEY'");
        }
    }

    /** The digest of a key. */
    public static byte[] sha256(String key) {
        MessageDigest digest = Sha256.start();
        return digest.digest(key.getBytes(StandardCharsets.UTF_8));
    }

    private String body(HttpExchange exchange) throws IOException {
        byte[] bytes = exchange.getRequestBody().readNBytes(settings.maxBody + 1);
        if (bytes.length > settings.maxBody) {
            exchange.getResponseHeaders().set("Connection", "close");
            throw new Refusal(413, "the body is larger than %,d bytes; send fewer rows".formatted(settings.maxBody));
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Refusal(400, "the body is not UTF-8");
        }
    }

    private Answer predict(HttpExchange exchange, URI uri, Scorer scorer) throws IOException {
        Double level = level(uri, scorer);
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        String body = body(exchange);
        List<? extends Map<String, ?>> rows =
                type != null && type.startsWith("text/csv") ? csv(body) : rows(json(body));
        if (rows.isEmpty()) {
            throw new Refusal(400, "the body has no rows");
        }
        List<Scorer.Scored> scored = score(scorer, rows);
        List<Object> predictions = new ArrayList<>();
        boolean isUseful = false;
        for (Scorer.Scored each : scored) {
            isUseful |= each.prediction() != null;
            predictions.add(scorer.json(each, level));
        }
        Map<String, Object> json = new LinkedHashMap<>();
        if (!isUseful) {
            json.put("error", "every row is bad");
        }
        json.put("predictions", predictions);
        return Answer.json(isUseful ? 200 : 400, json);
    }

    /** The level of the intervals that {@code ?interval=0.9} asks for; null for none. */
    private static @Nullable Double level(URI uri, Scorer scorer) {
        String query = uri.getQuery();
        if (query == null || query.isEmpty()) {
            return null;
        }
        if (!query.matches("interval=0?\\.[0-9]{1,6}")) {
            throw new Refusal(400, "expected no query, or interval=0.9");
        }
        double level = Double.parseDouble(query.substring("interval=".length()));
        if (scorer.model().parts().calibration().intervals().isEmpty()) {
            throw new Refusal(400, "the model has no intervals");
        }
        try {
            scorer.model().parts().calibration().intervals().forEach(residuals -> residuals.bounds(level));
        } catch (InvalidInputException | IllegalArgumentException e) {
            throw new Refusal(400, String.valueOf(e.getMessage()));
        }
        return level;
    }

    private static @Nullable Object json(String body) {
        try {
            return Json.readValue(body, MOST_VALUES);
        } catch (IOException e) {
            throw new Refusal(
                    400,
                    "the body is not JSON: "
                            + PLACE.matcher(String.valueOf(e.getMessage())).replaceAll("line $1, column $2"));
        }
    }

    @SuppressWarnings("unchecked") // the keys of a JSON object are texts
    private static List<Map<String, Object>> rows(@Nullable Object json) {
        Object rows = json instanceof Map<?, ?> object && object.get("rows") instanceof List<?> list ? list : json;
        if (!(rows instanceof List<?> all)) {
            throw new Refusal(400, "expected {\"rows\": [{\"column\": cell, ...}, ...]}, or the list alone");
        }
        List<Map<String, Object>> maps = new ArrayList<>();
        for (Object row : all) {
            if (!(row instanceof Map<?, ?> map)) {
                throw new Refusal(400, "row %d is not an object with a cell per column".formatted(maps.size()));
            }
            maps.add((Map<String, Object>) map);
        }
        return maps;
    }

    private static List<Map<String, String>> csv(String body) {
        try {
            return CsvText.rows(body);
        } catch (IOException e) {
            throw new Refusal(400, "the body is not CSV: " + e.getMessage());
        }
    }

    @SuppressWarnings("unchecked") // the keys of a JSON object are texts
    private Answer infer(HttpExchange exchange, Scorer scorer) throws IOException {
        if (!(json(body(exchange)) instanceof Map<?, ?> request)) {
            throw new Refusal(400, "expected a JSON object with 'inputs'");
        }
        List<Map<String, @Nullable Object>> rows = OpenInference.rows((Map<String, ?>) request);
        if (rows.isEmpty()) {
            throw new Refusal(400, "the tensors have no rows");
        }
        List<Scorer.Scored> scored = score(scorer, rows);
        return Answer.json(200, OpenInference.answer(model.name(), request.get("id"), scorer, scored));
    }

    private List<Scorer.Scored> score(Scorer scorer, List<? extends Map<String, ?>> rows) {
        if (!waiting.tryAcquire()) {
            throw new Refusal(503, "too many requests at once");
        }
        try {
            predicting.acquireUninterruptibly();
            try {
                List<Scorer.Scored> scored = scorer.score(rows);
                scored.forEach(metrics::scored);
                return scored;
            } finally {
                predicting.release();
            }
        } finally {
            waiting.release();
        }
    }

    /** Refuses new requests, waits until those that have begun are answered, and stops. */
    @Override
    public void close() {
        draining = true;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(settings.seconds);
        while (inFlight.get() > 0 && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        watcher.interrupt();
        http.stop(0);
        threads.shutdownNow();
    }
}
