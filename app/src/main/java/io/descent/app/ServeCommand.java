package io.descent.app;

import io.descent.app.serve.ScoringServer;
import io.descent.inference.Model;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code descent serve}. */
@Command(
        name = "serve",
        description = "Answer predictions of a trained network by HTTP, until the process is ended.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    private static final String KEY = "DESCENT_API_KEY";
    private static final int SHORTEST_KEY = 16;

    private final Supplier<PluginRegistry> plugins;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "RUN", description = "A run folder, or a model folder.")
    private Path folder;

    @Option(names = "--host", paramLabel = "HOST", description = "The address to listen on. Default: ${DEFAULT-VALUE}.")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "The port; 0 for a free one. Default: ${DEFAULT-VALUE}.")
    private int port = 8080;

    @Option(names = "--watch", description = "Replace the model when a new one is in the folder.")
    private boolean watch;

    @Option(
            names = "--api-key-file",
            paramLabel = "FILE",
            description =
                    "A file with the key that requests must have. Default: the one in DESCENT_API_KEY, else none.")
    private @Nullable Path apiKeyFile;

    @Option(
            names = "--queue",
            paramLabel = "N",
            description = "Requests that may wait; further ones are refused. Default: ${DEFAULT-VALUE}.")
    private int queue = 64;

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "Requests that are read or answered at once. Default: ${DEFAULT-VALUE}.")
    private int connections = 256;

    @Option(
            names = "--max-body",
            paramLabel = "MB",
            description = "The largest body of a request, in megabytes. Default: ${DEFAULT-VALUE}.")
    private int maxBody = 16;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "Time in which a request must be sent and answered. Default: ${DEFAULT-VALUE}.")
    private int timeout = 30;

    @Mixin
    private final EngineArguments engines = new EngineArguments();

    ServeCommand(Supplier<PluginRegistry> plugins) {
        this.plugins = plugins;
    }

    @Override
    public Integer call() throws InterruptedException {
        engines.refuseParanoid();
        require("--port", port, 0, 65_535);
        require("--queue", queue, 0, 100_000);
        require("--connections", connections, 1, 10_000);
        require("--max-body", maxBody, 1, 1000);
        require("--timeout", timeout, 1, 3600);
        String key = key();
        ScoringServer.Settings settings = new ScoringServer.Settings(
                host,
                port,
                engines.spec(plugins.get()).threads(),
                queue,
                connections,
                maxBody * 1_000_000,
                timeout,
                watch,
                key == null ? null : ScoringServer.sha256(key));
        PrintWriter err = spec.commandLine().getErr();
        CountDownLatch stopped = new CountDownLatch(1);
        ScoringServer server = new ScoringServer(folder, this::load, settings, line -> {
            err.println("descent: " + line);
            err.flush();
        });
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            server.close();
                            stopped.countDown();
                        },
                        "stop"));
        PrintWriter out = spec.commandLine().getOut();
        out.printf("serving %s on http://%s:%d%n", server.name(), host, server.port());
        out.flush();
        stopped.await();
        return 0;
    }

    private Model load(Path from) {
        return engines.model(from, plugins.get());
    }

    private static void require(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new InvalidInputException("%s is %d; it must be from %d to %d".formatted(option, value, least, most));
        }
    }

    private @Nullable String key() {
        String key = System.getenv(KEY);
        String from = KEY;
        if (apiKeyFile != null) {
            from = "--api-key-file " + apiKeyFile;
            try {
                key = Files.readString(apiKeyFile).strip();
            } catch (IOException e) {
                throw new InvalidInputException(from + ": the file cannot be read: " + e.getMessage(), e);
            }
        }
        if (key != null && key.length() < SHORTEST_KEY) {
            throw new InvalidInputException(
                    "%s: the key has %d characters; expected at least %d".formatted(from, key.length(), SHORTEST_KEY));
        }
        return key;
    }
}
