package io.descent.app;

import io.descent.app.report.LiveServer;
import io.descent.app.report.Report;
import io.descent.inference.problem.InvalidInputException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --watch} of commands that train. */
final class WatchArgument {
    static final int PORT = 8090;

    @Option(
            names = "--watch",
            paramLabel = "PORT",
            arity = "0..1",
            fallbackValue = "" + PORT,
            description =
                    "Serve the report while it grows, on this port of this machine; 0 for a free one. Without a number: ${FALLBACK-VALUE}.")
    private @Nullable Integer watch;

    static void require(int port) {
        if (port < 0 || port > 65_535) {
            throw new InvalidInputException("the port is %d; it must be from 0 to 65535".formatted(port));
        }
    }

    /**
     * Starts to serve a folder, if that is asked for.
     *
     * @param folder where the files are at present
     * @param named the folder that the page is called after
     * @return null if it is not asked for
     */
    @Nullable
    LiveServer start(Supplier<Path> folder, Path named, PrintWriter out) {
        Integer port = watch;
        if (port == null) {
            return null;
        }
        require(port);
        LiveServer server = new LiveServer(folder, Report.name(named), port);
        out.println("watch it on " + server.address());
        out.flush();
        return server;
    }
}
