package io.descent.app;

import static io.descent.app.CommandLineRun.good;
import static io.descent.app.CommandLineRun.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.app.serve.ScoringServer;
import io.descent.inference.Descent;
import io.descent.inference.Model;
import io.descent.inference.file.internal.Json;
import io.descent.inference.problem.InvalidInputException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code descent serve} on a port of this machine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServeTest {
    /** For all servers, because the JDK reads the limit once. */
    private static final int SECONDS = 2;

    private static final long LOAD_SECONDS = Long.getLong("descent.serve.seconds", 4);
    private static final long MEMORY_GROWTH = 20_000_000;

    private static final String KEY = "correct horse battery staple";
    private static final String ROW = "{\"size\": 9.5, \"colour\": \"red\", \"day\": \"2024-05-11\"}";

    @TempDir
    static Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
    private Path classes;
    private Path others;
    private Path values;

    @BeforeAll
    void train() throws IOException {
        StringBuilder csv = new StringBuilder("size,colour,day,good,price\n");
        for (int i = 0; i < 200; i++) {
            int place = i * 37 % 101;
            csv.append("%s,%s,2024-0%d-1%d,%s,%d%n"
                    .formatted(
                            place / 10.0,
                            List.of("red", "green", "blue").get(i % 3),
                            1 + i % 9,
                            i % 10,
                            place > 50 ? "yes" : "no",
                            place * place));
        }
        Path table = Files.writeString(folder.resolve("table.csv"), csv);
        classes = train(table, "classes", "good", "data.columns={price: ignore}");
        others = train(table, "others", "good", "data.columns={price: ignore}", "seed=2");
        values = train(table, "values", "price", "data.columns={good: ignore}", "calibration.interval=true");
    }

    @BeforeEach
    void forget() {
        log.clear();
    }

    private static Path train(Path table, String name, String label, String... settings) {
        Path run = folder.resolve(name);
        List<Object> arguments =
                new ArrayList<>(List.of("train", table, "--label", label, "--no-pictures", "--out", run));
        for (String setting : settings) {
            arguments.addAll(List.of("--set", setting));
        }
        arguments.addAll(List.of("--set", "training.epochs=3", "--set", "importance=false"));
        good(arguments.toArray());
        return run;
    }

    private ScoringServer.Settings settings(int threads, int queue, int maxBody, boolean watch, String key) {
        return new ScoringServer.Settings(
                "127.0.0.1",
                0,
                threads,
                queue,
                64,
                maxBody,
                SECONDS,
                watch,
                key.isEmpty() ? null : ScoringServer.sha256(key));
    }

    private ScoringServer serve(Path model) {
        return new ScoringServer(model, Descent::load, settings(2, 8, 100_000, false, ""), log::add);
    }

    private HttpResponse<String> send(ScoringServer server, HttpRequest.Builder request, String path) {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
        return client.sendAsync(request.uri(uri).build(), HttpResponse.BodyHandlers.ofString())
                .join();
    }

    private HttpResponse<String> get(ScoringServer server, String path) {
        return send(server, HttpRequest.newBuilder().GET(), path);
    }

    private HttpResponse<String> post(ScoringServer server, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(server, request, path);
    }

    private static List<?> predictions(HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return (List<?>) Json.read(answer.body()).get("predictions");
    }

    @Test
    void predictsRowsByTheNamesOfTheirColumns() throws IOException {
        Model model = Descent.load(classes);
        try (ScoringServer server = serve(classes)) {
            Map<?, ?> one = (Map<?, ?>) predictions(post(server, "/predict", "{\"rows\": [%s]}".formatted(ROW)))
                    .get(0);
            Map<String, Object> given = Json.read(ROW);
            assertThat(one.get("label")).isEqualTo(model.predict(given).label());
            assertThat(one.get("probabilities")).isEqualTo(model.predict(given).probabilities());
            assertThat(one.get("missing")).isEqualTo(List.of());
            // as CSV, as a list alone, and cells as texts: the same
            String csv = "colour,size,day,more\nred,9.5,2024-05-11,x\n";
            assertThat(predictions(post(server, "/predict", csv, "Content-Type", "text/csv; charset=utf-8"))
                            .get(0))
                    .isEqualTo(one);
            assertThat(predictions(post(server, "/predict", "[%s]".formatted(ROW.replace("9.5", "\"9.5\""))))
                            .get(0))
                    .isEqualTo(one);
        }
    }

    @Test
    void aBadRowHasAnErrorAndTheOthersArePredicted() throws IOException {
        try (ScoringServer server = serve(classes)) {
            String bad = ROW.replace("9.5", "\"big\"");
            String holes = "{\"size\": null, \"colour\": \"mauve\", \"day\": \"\"}";
            List<?> all =
                    predictions(post(server, "/predict", "[%s, %s, {\"size\": 1}, %s]".formatted(bad, ROW, holes)));
            assertThat(all).hasSize(4);
            assertThat(all.get(0)).hasToString("{error={column=size, reason='big' is not a number}}");
            assertThat(((Map<?, ?>) all.get(1)).containsKey("label")).isTrue();
            assertThat(all.get(2))
                    .hasToString("{error={column=colour, reason=is absent; use null for a value that is not known}}");
            Map<?, ?> withHoles = (Map<?, ?>) all.get(3);
            assertThat(withHoles.get("missing")).isEqualTo(List.of("size", "day"));
            assertThat(withHoles.get("unseen")).isEqualTo(List.of("colour"));
            HttpResponse<String> none = post(server, "/predict", "[%s]".formatted(bad));
            assertThat(none.statusCode()).isEqualTo(400);
            assertThat(none.body()).contains("every row is bad", "'big' is not a number");
            assertThat(get(server, "/metrics").body())
                    .contains("descent_rows_total 2\n", "descent_bad_rows_total 3\n")
                    .contains("descent_missing_cells_total{column=\"size\"} 1\n")
                    .contains("descent_unseen_words_total{column=\"colour\"} 1\n")
                    .contains("descent_requests_total{path=\"/predict\",code=\"400\"} 1\n");
        }
    }

    @Test
    void valuesHaveIntervals() throws IOException {
        Model model = Descent.load(values);
        try (ScoringServer server = serve(values)) {
            Map<?, ?> one = (Map<?, ?>) predictions(post(server, "/predict?interval=0.9", "[%s]".formatted(ROW)))
                    .get(0);
            assertThat(one.get("value")).isEqualTo(model.predict(Json.read(ROW)).value());
            assertThat(one.get("lower"))
                    .isEqualTo(model.predict(Json.read(ROW)).interval(0.9).lower());
            assertThat(post(server, "/predict?interval=0.9999", "[%s]".formatted(ROW))
                            .body())
                    .contains("intervals of the level 0.9999 need at least");
            assertThat(post(server, "/predict?level=1", "[%s]".formatted(ROW)).statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void whatCannotBeReadIsRefused() throws IOException {
        try (ScoringServer server = serve(classes)) {
            assertThat(post(server, "/predict", "").body())
                    .contains("the body is not JSON: expected JSON, found nothing");
            assertThat(post(server, "/predict", "[{").body())
                    .contains("the body is not JSON")
                    .doesNotContain("Source");
            assertThat(post(server, "/predict", "[".repeat(5000)).statusCode()).isEqualTo(400);
            assertThat(post(server, "/predict", "[]").body()).contains("the body has no rows");
            assertThat(post(server, "/predict", "[1]").body()).contains("row 0 is not an object");
            assertThat(post(server, "/predict", "{\"row\": 1}").body()).contains("expected {\\\"rows\\\"");
            HttpRequest.Builder bytes = HttpRequest.newBuilder()
                    .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {'"', (byte) 0xff, '"'}));
            assertThat(send(server, bytes, "/predict").body()).contains("not UTF-8");
            assertThat(post(server, "/predict", " ".repeat(100_001)).statusCode())
                    .isEqualTo(413);
            assertThat(get(server, "/predict").statusCode()).isEqualTo(405);
            assertThat(get(server, "/predict").headers().firstValue("Allow")).hasValue("POST");
            assertThat(get(server, "/../etc/passwd").statusCode()).isEqualTo(404);
            assertThat(post(server, "/", "").statusCode()).isEqualTo(405);
            predictions(post(server, "/predict", "[%s]".formatted(ROW)));
        }
        assertThat(log).isEmpty();
    }

    @Test
    void openInferenceProtocol() throws IOException {
        try (ScoringServer server = serve(classes)) {
            assertThat(get(server, "/v2").body()).contains("\"name\":\"descent\"");
            assertThat(get(server, "/v2/health/live").statusCode()).isEqualTo(200);
            assertThat(get(server, "/v2/health/ready").statusCode()).isEqualTo(200);
            assertThat(get(server, "/v2/models/classes").body())
                    .contains("{\"name\":\"size\",\"datatype\":\"FP64\",\"shape\":[-1,1]}")
                    .contains("{\"name\":\"colour\",\"datatype\":\"BYTES\",\"shape\":[-1,1]}")
                    .contains("{\"name\":\"probabilities\",\"datatype\":\"FP64\",\"shape\":[-1,2]}");
            assertThat(get(server, "/v2/models/nothing").statusCode()).isEqualTo(404);
            String request = """
                    {"id": "7", "inputs": [
                      {"name": "size", "shape": [2, 1], "datatype": "FP64", "data": [9.5, null]},
                      {"name": "colour", "shape": [2], "datatype": "BYTES", "data": ["red", ""]},
                      {"name": "day", "shape": [2, 1], "datatype": "BYTES", "data": [["2024-05-11"], ["2024-05-12"]]}]}
                    """;
            HttpResponse<String> answer = post(server, "/v2/models/classes/infer", request);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            Map<String, Object> json = Json.read(answer.body());
            assertThat(json.get("id")).isEqualTo("7");
            List<?> outputs = (List<?>) json.get("outputs");
            Model model = Descent.load(classes);
            assertThat(((Map<?, ?>) outputs.get(0)).get("data"))
                    .asInstanceOf(InstanceOfAssertFactories.LIST)
                    .first()
                    .isEqualTo(model.predict(Json.read(ROW)).label());
            assertThat(((Map<?, ?>) outputs.get(1)).get("shape")).isEqualTo(List.of(2, 2));
            // one bad cell spoils all
            HttpResponse<String> bad = post(server, "/v2/models/classes/infer", request.replace("null", "\"big\""));
            assertThat(bad.statusCode()).isEqualTo(400);
            assertThat(bad.body()).contains("row 1: the feature 'size': 'big' is not a number");
            assertThat(post(server, "/v2/models/classes/infer", request.replace("[2]", "[3]"))
                            .body())
                    .contains("the tensor 'colour' has 2 elements");
            assertThat(post(server, "/v2/models/classes/infer", "{}").body()).contains("expected a list 'inputs'");
        }
    }

    @Test
    void thePageIsEscapedAndTheDescriptionIsJson() throws IOException {
        try (ScoringServer server = serve(classes)) {
            HttpResponse<String> page = get(server, "/");
            assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
            assertThat(page.body()).contains("Predicts the class good, one of 2: no, yes", "name=\"colour\"");
            assertThat(page.body()).doesNotContain("http://", "https://"); // nothing from elsewhere
            Map<String, Object> api = Json.read(get(server, "/openapi.json").body());
            assertThat(api.get("openapi")).isEqualTo("3.0.3");
        }
    }

    @Test
    void requestsNeedTheKey() {
        try (ScoringServer server =
                new ScoringServer(classes, Descent::load, settings(2, 8, 100_000, false, KEY), log::add)) {
            String body = "[%s]".formatted(ROW);
            assertThat(post(server, "/predict", body).statusCode()).isEqualTo(401);
            assertThat(post(server, "/predict", body, "X-API-Key", KEY + "x").statusCode())
                    .isEqualTo(401);
            assertThat(post(server, "/predict", body, "X-API-Key", KEY).statusCode())
                    .isEqualTo(200);
            assertThat(post(server, "/predict", body, "Authorization", "Bearer " + KEY)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(get(server, "/metrics").statusCode()).isEqualTo(401);
            assertThat(get(server, "/v2/health/live").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void halfSentRequestsAreCutAndHurtNobody() throws IOException {
        try (ScoringServer server = serve(classes)) {
            List<Socket> slow = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                String half =
                        i % 2 == 0 ? "POST /predict HT" : "POST /predict HTTP/1.1\r\nContent-Length: 1000\r\n\r\n[";
                socket.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
                slow.add(socket);
            }
            for (int i = 0; i < 20; i++) {
                predictions(post(server, "/predict", "[%s]".formatted(ROW)));
            }
            for (Socket socket : slow) {
                socket.setSoTimeout(10_000 * SECONDS);
                try {
                    socket.getInputStream().readAllBytes(); // perhaps an answer, then the end
                } catch (SocketException e) {
                    assertThat(e).hasMessageContaining("reset"); // cut as well
                }
                socket.close();
            }
            predictions(post(server, "/predict", "[%s]".formatted(ROW)));
        }
    }

    @Test
    void tooManyRequestsAreTurnedAway() {
        String large = "[" + (ROW + ", ").repeat(20_000) + ROW + "]";
        try (ScoringServer server =
                new ScoringServer(classes, Descent::load, settings(1, 0, 10_000_000, false, ""), log::add)) {
            List<CompletableFuture<HttpResponse<String>>> all = Stream.generate(
                            () -> CompletableFuture.supplyAsync(() -> post(server, "/predict", large)))
                    .limit(6)
                    .toList();
            List<HttpResponse<String>> answers =
                    all.stream().map(CompletableFuture::join).toList();
            assertThat(answers).anyMatch(answer -> answer.statusCode() == 200);
            assertThat(answers)
                    .allMatch(answer -> answer.statusCode() == 200
                            || (answer.statusCode() == 503
                                    && answer.headers()
                                            .firstValue("Retry-After")
                                            .isPresent()));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from.resolve("model"))) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.resolve("model").relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    /**
     * Sends rows on a connection that stays open, and returns the body of the answer. The client of the JDK sometimes takes
     * a fast answer for data that nobody has asked for, and closes the connection.
     */
    private static String post(Socket socket, InputStream in, String rows) throws IOException {
        socket.getOutputStream()
                .write(
                        "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                                .formatted(rows.length(), rows)
                                .getBytes(StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("dropped after: " + head);
            }
            head.append((char) next);
        }
        Matcher length = Pattern.compile("(?i)content-length: (\\d+)").matcher(head);
        if (head.indexOf("HTTP/1.1 200") != 0 || !length.find()) {
            throw new IOException(head.toString());
        }
        return new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.UTF_8);
    }

    /** Bytes of the heap that are in use. */
    private static long usedMemory() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    void aNewModelReplacesTheOldOneWithoutAWrongAnswer() throws Exception {
        Path served = folder.resolve("served");
        copy(classes, served);
        Map<String, Object> row = Json.read(ROW);
        List<Object> right = List.of(
                Descent.load(classes).predict(row).probabilities(),
                Descent.load(others).predict(row).probabilities());
        try (ScoringServer server =
                new ScoringServer(served, Descent::load, settings(2, 64, 100_000, true, ""), log::add)) {
            Set<Object> found = ConcurrentHashMap.newKeySet();
            List<Thread> clients = new ArrayList<>();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LOAD_SECONDS);
            for (int i = 0; i < 8; i++) {
                clients.add(new Thread(() -> {
                    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                        InputStream in = new BufferedInputStream(socket.getInputStream());
                        while (System.nanoTime() < end) {
                            Map<String, Object> answer = Json.read(post(socket, in, "[%s]".formatted(ROW)));
                            Map<?, ?> first = (Map<?, ?>) ((List<?>) answer.get("predictions")).get(0);
                            found.add(first.get("probabilities"));
                        }
                    } catch (IOException | RuntimeException e) {
                        found.add(e);
                    }
                }));
            }
            clients.forEach(Thread::start);
            long early = 0;
            for (int i = 0; System.nanoTime() < end; i++) {
                copy(i % 2 == 0 ? others : classes, served); // file by file, so that it is damaged meanwhile
                Thread.sleep(1000);
                early = i == 0 ? usedMemory() : early;
            }
            for (Thread each : clients) {
                each.join();
            }
            assertThat(usedMemory() - early).isLessThan(MEMORY_GROWTH);
            assertThat(found).isNotEmpty().isSubsetOf(right).containsAll(right);
            // a model that cannot be loaded does not replace it
            Files.writeString(served.resolve("model.json"), "{");
            while (log.stream()
                    .noneMatch(line -> line.startsWith("the new model could not be loaded, so the old one"))) {
                Thread.sleep(20);
            }
            predictions(post(server, "/predict", "[%s]".formatted(ROW)));
            assertThat(get(server, "/metrics").body()).doesNotContain("descent_model_reload_failures_total 0");
        }
    }

    @Test
    void stoppingAnswersWhatHasBegun() throws Exception {
        String large = "[" + (ROW + ", ").repeat(20_000) + ROW + "]";
        ScoringServer server =
                new ScoringServer(classes, Descent::load, settings(1, 4, 10_000_000, false, ""), log::add);
        CompletableFuture<HttpResponse<String>> answer =
                CompletableFuture.supplyAsync(() -> post(server, "/predict", large));
        while (!get(server, "/metrics").body().contains("descent_requests_in_flight 2")) {
            Thread.sleep(5);
            if (answer.isDone()) {
                break;
            }
        }
        server.close();
        assertThat(predictions(answer.join())).hasSize(20_001);
        assertThatThrownBy(() -> get(server, "/v2")).hasCauseInstanceOf(ConnectException.class);
    }

    @Test
    void theCommandServesUntilItIsEnded() throws Exception {
        CommandProcess process = CommandProcess.start(folder.resolve("log"), "serve", classes, "--port", "0");
        try {
            String serving = "serving classes on ";
            while (!process.text().contains(serving) && process.isAlive()) {
                Thread.sleep(20);
            }
            String line = process.text()
                    .lines()
                    .filter(each -> each.startsWith(serving))
                    .findFirst()
                    .orElseThrow();
            URI uri = URI.create(line.substring(serving.length()) + "/v2/health/ready");
            HttpResponse<String> ready =
                    client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(ready.statusCode()).isEqualTo(200);
            process.terminate();
            assertThat(process.process().exitValue()).isEqualTo(128 + 15);
        } finally {
            process.process().destroyForcibly();
        }
    }

    @Test
    void optionsAreChecked() throws IOException {
        assertThat(refused("serve", classes, "--port", "70000").err()).contains("--port is 70000");
        assertThat(refused("serve", folder.resolve("none")).err()).contains("none");
        Path key = Files.writeString(folder.resolve("key"), "short\n");
        assertThat(refused("serve", classes, "--api-key-file", key).err()).contains("the key has 5 characters");
        assertThatThrownBy(() -> {
                    try (ScoringServer server = serve(classes)) {
                        ScoringServer.Settings taken = new ScoringServer.Settings(
                                "127.0.0.1", server.port(), 1, 1, 1, 1000, SECONDS, false, null);
                        new ScoringServer(classes, Descent::load, taken, log::add).close();
                    }
                })
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("choose another --port");
    }
}
