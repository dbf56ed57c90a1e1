package io.descent.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.descent.core.data.Table;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainingResult;
import io.descent.inference.file.internal.Json;
import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server that answers as the REST API of MLflow describes. */
class MlFlowTest {
    @TempDir
    Path folder;

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private volatile int failAt = Integer.MAX_VALUE;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().toString();
        bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        requests.add(exchange.getRequestMethod() + " " + path);
        int status = 200;
        String body = "{}";
        if (requests.size() >= failAt) {
            status = 500;
        } else if (path.contains("get-by-name")) {
            status = 404;
        } else if (path.endsWith("experiments/create")) {
            body = "{\"experiment_id\": \"7\"}";
        } else if (path.endsWith("runs/create")) {
            body =
                    "{\"run\": {\"info\": {\"run_id\": \"r1\", \"artifact_uri\": \"mlflow-artifacts:/7/r1/artifacts\"}}}";
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static TrainingResult train(@Nullable MlFlow mlFlow) {
        double[][] rows = new double[40][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new double[] {i % 7, i % 5, i % 7 > 3 ? 1 : 0};
        }
        var builder = Trainer.builder()
                .data(Table.of(List.of("x", "y", "kind"), rows), "kind")
                .epochs(3);
        return (mlFlow == null ? builder : builder.listener(mlFlow)).build().train();
    }

    @Test
    void aTrainingIsARun() throws IOException {
        MlFlow mlFlow = new MlFlow(address(), "my tables", "first");
        TrainingResult result = train(mlFlow);
        mlFlow.metrics(Map.of("train.accuracy", 0.5, "nothing", Double.NaN), 3);
        mlFlow.file(Files.writeString(folder.resolve("result.json"), "{}"));
        mlFlow.finish(true);
        assertThat(requests)
                .startsWith(
                        "GET /api/2.0/mlflow/experiments/get-by-name?experiment_name=my%20tables",
                        "POST /api/2.0/mlflow/experiments/create",
                        "POST /api/2.0/mlflow/runs/create",
                        "POST /api/2.0/mlflow/runs/log-batch")
                .endsWith(
                        "PUT /api/2.0/mlflow-artifacts/artifacts/7/r1/artifacts/result.json",
                        "POST /api/2.0/mlflow/runs/update");
        Map<String, Object> run = Json.read(bodies.get(2));
        assertThat(run).containsEntry("experiment_id", "7").containsEntry("run_name", "first");
        List<String> parameters = new ArrayList<>();
        List<Object> steps = new ArrayList<>();
        for (String body : bodies) {
            if (body.contains("\"params\"")) {
                for (Object each : (List<?>) Json.read(body).get("params")) {
                    parameters.add(((Map<?, ?>) each).get("key") + "=" + ((Map<?, ?>) each).get("value"));
                }
            }
            if (body.contains("\"metrics\"")) {
                for (Object each : (List<?>) Json.read(body).get("metrics")) {
                    Map<?, ?> metric = (Map<?, ?>) each;
                    assertThat(metric.get("key")).isNotEqualTo("nothing");
                    if (metric.get("key").equals("train.cost")) {
                        steps.add(metric.get("step"));
                    }
                }
            }
        }
        assertThat(steps).containsExactly(1, 2, 3);
        assertThat(parameters).contains("training.epochs=3", "seed=1");
        assertThat(Json.read(bodies.get(bodies.size() - 1)))
                .containsEntry("status", "FINISHED")
                .containsEntry("run_id", "r1");
        assertThat(result.weightsSha256()).isEqualTo(train(null).weightsSha256());
    }

    @Test
    void aServerThatFailsDoesNotEndTheTraining() {
        failAt = 5;
        MlFlow mlFlow = new MlFlow(address(), "e", "r");
        assertThat(train(mlFlow).epochs()).isEqualTo(3);
        mlFlow.finish(true);
        assertThat(requests).as("nothing after the failure").hasSize(5);
    }

    @Test
    void theAddressMustBeOneOfHttp() {
        assertThatThrownBy(() -> new MlFlow(URI.create("file:/tmp"), "e", "r"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("http://127.0.0.1:5000");
    }
}
