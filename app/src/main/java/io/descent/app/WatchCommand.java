package io.descent.app;

import io.descent.app.report.LiveServer;
import io.descent.app.report.Report;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code descent watch}. */
@Command(
        name = "watch",
        description = "Show a training or a study of another process in the browser, while it runs and after it.",
        mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DIR", description = "A run folder, or the folder of a study.")
    private Path folder;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "The port on this machine; 0 for a free one. Default: ${DEFAULT-VALUE}.")
    private int port = WatchArgument.PORT;

    @Override
    public Integer call() throws InterruptedException {
        ReportCommand.requireRunOrStudy(folder);
        WatchArgument.require(port);
        try (LiveServer server = new LiveServer(() -> folder, Report.name(folder), port)) {
            PrintWriter out = spec.commandLine().getOut();
            out.printf("watch %s on %s%n", folder, server.address());
            out.flush();
            new CountDownLatch(1).await(); // until the process is ended
        }
        return 0;
    }
}
