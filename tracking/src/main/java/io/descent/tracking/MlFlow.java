package io.descent.tracking;

import io.descent.core.training.EpochReport;
import io.descent.core.training.TrainingListener;
import io.descent.core.training.TrainingRun;
import io.descent.inference.config.internal.RecordWriter;
import io.descent.inference.file.internal.Json;
import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records a training as a run of an MLflow server (https://mlflow.org/docs/latest/rest-api.html): the keys of the
 * experiment as parameters, the numbers of each epoch as metrics with the epoch as their step.
 *
 * <p>Requests are sent in their order by a thread of its own, so that a slow server does not slow down the training. After
 * a failure a warning is logged, and nothing more is sent; the training goes on. The environment variables {@code
 * MLFLOW_TRACKING_TOKEN}, or {@code MLFLOW_TRACKING_USERNAME} and {@code MLFLOW_TRACKING_PASSWORD}, are sent if they are
 * set.
 */
public final class MlFlow implements TrainingListener {
    private static final Logger LOG = LoggerFactory.getLogger(MlFlow.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final long LAST_MILLIS = 30_000;
    private static final long HURRIED_MILLIS = 700;
    private static final String API = "api/2.0/mlflow/";
    private static final String PROXIED = "mlflow-artifacts:/";

    // limits of the server
    private static final int MOST_METRICS = 1000;
    private static final int MOST_PARAMETERS = 100;
    private static final int LONGEST_VALUE = 500;
    private static final int LONGEST_KEY = 250;

    private final URI server;
    private final String experiment;
    private final String name;
    private final @Nullable String authorization;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1) // some servers lose the body of a request that offers HTTP/2
            .connectTimeout(TIMEOUT)
            .build();
    private final ExecutorService sender = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "mlflow");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean failed;
    private volatile @Nullable String run;
    private String artifacts = "";
    private boolean interrupted;

    /**
     * Records a training.
     *
     * @param server the address of the server, such as {@code http://127.0.0.1:5000}
     * @param experiment the name of the experiment on the server, made if it does not exist
     * @param name of the run
     * @throws InvalidInputException if the address is not one of HTTP
     */
    public MlFlow(URI server, String experiment, String name) {
        if (server.getHost() == null || !String.valueOf(server.getScheme()).matches("https?")) {
            throw new InvalidInputException(
                    "the address of the MLflow server is '%s'; expected one such as http://127.0.0.1:5000"
                            .formatted(server));
        }
        this.server = URI.create(server.toString().replaceAll("/*$", "/"));
        this.experiment = experiment;
        this.name = name;
        this.authorization = authorization(System.getenv());
    }

    private static @Nullable String authorization(Map<String, String> environment) {
        String token = environment.get("MLFLOW_TRACKING_TOKEN");
        String user = environment.get("MLFLOW_TRACKING_USERNAME");
        if (token != null) {
            return "Bearer " + token;
        }
        return user == null
                ? null
                : "Basic "
                        + Base64.getEncoder()
                                .encodeToString((user + ":" + environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", ""))
                                        .getBytes(StandardCharsets.UTF_8));
    }

    /** Something to send. */
    private interface Request {
        void send() throws IOException, InterruptedException;
    }

    private void later(Request request) {
        sender.execute(() -> {
            if (failed) {
                return;
            }
            try {
                request.send();
            } catch (IOException | RuntimeException e) {
                failed = true;
                LOG.warn(
                        "the MLflow server {} failed: {}; the training goes on without it",
                        server,
                        Objects.requireNonNullElse(e.getMessage(), "it cannot be reached"));
            } catch (InterruptedException e) {
                failed = true;
            }
        });
    }

    @Override
    public void onStart(TrainingRun training) {
        long now = System.currentTimeMillis();
        Map<String, String> parameters = new LinkedHashMap<>();
        flatten("", RecordWriter.map(training.experiment()), parameters);
        later(() -> create(now));
        List<Map<String, Object>> all = new ArrayList<>();
        parameters.forEach((key, value) -> all.add(Map.of("key", key, "value", value)));
        for (int from = 0; from < all.size(); from += MOST_PARAMETERS) {
            List<Map<String, Object>> part = all.subList(from, Math.min(all.size(), from + MOST_PARAMETERS));
            later(() -> log("params", part));
        }
    }

    /** Keys joined by dots, with the characters that the server allows. */
    private static void flatten(String key, @Nullable Object value, Map<String, String> parameters) {
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            map.forEach((inner, each) -> flatten(key.isEmpty() ? "" + inner : key + "." + inner, each, parameters));
        } else if (value instanceof List<?> list && list.stream().anyMatch(Map.class::isInstance)) {
            for (int i = 0; i < list.size(); i++) {
                flatten(key + "." + i, list.get(i), parameters);
            }
        } else {
            parameters.put(allowed(key), shortened(String.valueOf(value), LONGEST_VALUE));
        }
    }

    private static String allowed(String key) {
        return shortened(key.replaceAll("[^A-Za-z0-9_./ -]", "_"), LONGEST_KEY);
    }

    private static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }

    private void create(long now) throws IOException, InterruptedException {
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("experiment_id", experimentId());
        run.put("run_name", name);
        run.put("start_time", now);
        run.put("tags", List.of(Map.of("key", "mlflow.source.name", "value", "descent")));
        Map<?, ?> info = inner(inner(send("POST", "runs/create", run), "run"), "info");
        this.run = String.valueOf(info.get("run_id"));
        artifacts = String.valueOf(info.get("artifact_uri"));
    }

    private String experimentId() throws IOException, InterruptedException {
        HttpResponse<String> found =
                request("GET", API + "experiments/get-by-name?experiment_name=" + encoded(experiment), null);
        if (found.statusCode() == 200) {
            return String.valueOf(inner(Json.read(found.body()), "experiment").get("experiment_id"));
        }
        return String.valueOf(
                send("POST", "experiments/create", Map.of("name", experiment)).get("experiment_id"));
    }

    private static Map<?, ?> inner(Map<?, ?> json, String key) throws IOException {
        if (!(json.get(key) instanceof Map<?, ?> object)) {
            throw new IOException("its answer lacks '%s'".formatted(key));
        }
        return object;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private void log(String kind, List<Map<String, Object>> entries) throws IOException, InterruptedException {
        Map<String, Object> batch = new LinkedHashMap<>();
        batch.put("run_id", String.valueOf(run));
        batch.put(kind, entries);
        send("POST", "runs/log-batch", batch);
    }

    private Map<String, Object> send(String method, String path, Map<String, ?> json)
            throws IOException, InterruptedException {
        HttpResponse<String> answer =
                request(method, API + path, Json.line(json).getBytes(StandardCharsets.UTF_8));
        if (answer.statusCode() != 200) {
            throw new IOException(
                    "%s: status %d: %s".formatted(path, answer.statusCode(), shortened(answer.body(), LONGEST_VALUE)));
        }
        return answer.body().isBlank() ? Map.of() : Json.read(answer.body());
    }

    private HttpResponse<String> request(String method, String path, byte @Nullable [] body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(TIMEOUT)
                .header("Content-Type", path.startsWith(API) ? "application/json" : "application/octet-stream")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void onEpoch(TrainingRun training, EpochReport report) {
        metrics(Scalars.of(report, "."), report.epoch());
    }

    /** Records numbers that are known when the training has ended, such as metrics of the test set. */
    public void metrics(Map<String, Double> values, int step) {
        long now = System.currentTimeMillis();
        List<Map<String, Object>> all = new ArrayList<>();
        values.forEach((key, value) -> {
            if (Double.isFinite(value)) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("key", allowed(key));
                one.put("value", value);
                one.put("timestamp", now);
                one.put("step", step);
                all.add(one);
            }
        });
        for (int from = 0; from < all.size(); from += MOST_METRICS) {
            List<Map<String, Object>> part = all.subList(from, Math.min(all.size(), from + MOST_METRICS));
            later(() -> log("metrics", part));
        }
    }

    /** Uploads a file of the run, if the server keeps the files itself. */
    public void file(Path file) {
        later(() -> {
            if (artifacts.startsWith(PROXIED) && Files.exists(file)) {
                String path = artifacts.substring(PROXIED.length()).replaceAll("^/+", "");
                HttpResponse<String> answer = request(
                        "PUT",
                        "api/2.0/mlflow-artifacts/artifacts/%s/%s"
                                .formatted(path, encoded(String.valueOf(file.getFileName()))),
                        Files.readAllBytes(file));
                if (answer.statusCode() != 200) {
                    LOG.warn("the MLflow server {} did not take {}: status {}", server, file, answer.statusCode());
                }
            }
        });
    }

    @Override
    public void onFailure(TrainingRun training, RuntimeException cause) {
        interrupted = cause instanceof CancellationException;
    }

    /**
     * Ends the run on the server and waits until everything is sent, at most 30 seconds.
     *
     * @param success whether the training ended well
     */
    public void finish(boolean success) {
        Map<String, Object> end = new LinkedHashMap<>();
        end.put("status", success ? "FINISHED" : interrupted ? "KILLED" : "FAILED");
        end.put("end_time", System.currentTimeMillis());
        later(() -> {
            end.put("run_id", String.valueOf(run));
            send("POST", "runs/update", end);
        });
        sender.shutdown();
        // a process that the user has ended must not wait for long
        boolean hurry = Thread.interrupted();
        try {
            if (!sender.awaitTermination(hurry ? HURRIED_MILLIS : LAST_MILLIS, TimeUnit.MILLISECONDS)) {
                failed = true;
                sender.shutdownNow();
                LOG.warn("the MLflow server {} is too slow; it lacks the end of the run", server);
            }
        } catch (InterruptedException e) {
            sender.shutdownNow();
            hurry = true;
        }
        if (hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
