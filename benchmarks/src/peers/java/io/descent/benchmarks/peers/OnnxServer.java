package io.descent.benchmarks.peers;

import ai.onnxruntime.OrtException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.descent.core.file.internal.CsvText;
import io.descent.inference.Descent;
import io.descent.inference.file.internal.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Answers {@code POST /predict} with rows in CSV as {@code descent serve} does, but predicts with ONNX Runtime. It has
 * the same HTTP server with the same settings and threads, reads body and CSV in the same way and writes the same JSON,
 * but has no other requests, no keys and no metrics.
 */
final class OnnxServer {
    /** The defaults of {@code descent serve}. */
    private static final int QUEUE = 64;

    private static final int CONNECTIONS = 256;
    private static final int MAX_BODY = 16_000_000;
    private static final int SECONDS = 30;

    private final OnnxTable table;
    private final Semaphore waiting;
    private final Semaphore predicting;

    /** What is sent back. */
    private record Answer(int status, Map<String, ?> json) {
        static Answer error(int status, String message) {
            return new Answer(status, Map.of("error", message));
        }
    }

    private OnnxServer(OnnxTable table) {
        int cores = Runtime.getRuntime().availableProcessors();
        this.table = table;
        this.waiting = new Semaphore(cores + QUEUE);
        this.predicting = new Semaphore(cores);
    }

    /**
     * Serves on a free port until the process is ended. Arguments: a file of {@code descent export}, the run that it
     * was made from, and the threads that share an operator (0 for the default of ONNX Runtime).
     */
    public static void main(String[] arguments) throws IOException, OrtException {
        OnnxTable table = new OnnxTable(
                arguments[0], Descent.load(Path.of(arguments[1])).parts(), Integer.parseInt(arguments[2]));
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxReqTime", Integer.toString(SECONDS));
        System.setProperty("sun.net.httpserver.maxRspTime", Integer.toString(SECONDS));
        System.setProperty("jdk.httpserver.maxConnections", Integer.toString(2 * CONNECTIONS));
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(new ThreadPoolExecutor(0, CONNECTIONS, 30, TimeUnit.SECONDS, new SynchronousQueue<>()));
        http.createContext("/predict", new OnnxServer(table)::handle);
        http.start();
        System.out.printf(
                "serving %s on http://127.0.0.1:%d%n",
                arguments[0], http.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        Answer answer;
        try {
            answer = answer(exchange);
        } catch (OrtException | RuntimeException e) {
            answer = Answer.error(500, String.valueOf(e.getMessage()));
        }
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        byte[] body = (Json.line(answer.json) + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
        exchange.close();
    }

    private Answer answer(HttpExchange exchange) throws IOException, OrtException {
        byte[] bytes = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        if (bytes.length > MAX_BODY) {
            exchange.getResponseHeaders().set("Connection", "close");
            return Answer.error(413, "the body is larger than %,d bytes".formatted(MAX_BODY));
        }
        List<Map<String, String>> rows;
        try {
            rows = CsvText.rows(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Answer.error(400, "the body is not UTF-8");
        }
        if (!waiting.tryAcquire()) {
            return Answer.error(503, "too many requests at once");
        }
        try {
            predicting.acquireUninterruptibly();
            try {
                Map<String, Object> json = new LinkedHashMap<>();
                json.put("predictions", table.predict(rows));
                return new Answer(200, json);
            } finally {
                predicting.release();
            }
        } finally {
            waiting.release();
        }
    }
}
