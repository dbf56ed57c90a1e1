package io.descent.benchmarks;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A process that answers requests like {@code descent serve}. */
public final class ServerProcess implements Closeable {
    private final Process process;
    private final int port;

    /**
     * Starts a server and waits until it is ready.
     *
     * @param command prints a line that ends with the address of the server, {@code http://HOST:PORT}, when it is ready
     * @throws IOException if the process ends before that
     */
    public ServerProcess(List<String> command) throws IOException {
        process = start(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD));
        BufferedReader out = process.inputReader();
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the server has not started; try " + String.join(" ", command));
        }
        port = URI.create(line.substring(line.indexOf("http://"))).getPort();
    }

    /** Starts a process that does not outlive this one, even if a signal ends this one. */
    public static Process start(ProcessBuilder command) throws IOException {
        return new Child().start(command);
    }

    private static final class Child implements Runnable {
        private @Nullable Process process;

        synchronized Process start(ProcessBuilder command) throws IOException {
            // first, because it is refused when this process is ending already
            Runtime.getRuntime().addShutdownHook(new Thread(this));
            Process started = command.start();
            process = started;
            return started;
        }

        @Override
        public synchronized void run() {
            if (process != null) {
                end(process);
            }
        }
    }

    private static void end(Process process) {
        process.destroy();
        process.onExit().join();
    }

    /** Returns the command that serves a run on a free port. */
    public static List<String> descent(Path run) {
        return List.of("./descent", "serve", run.toString(), "--port", "0");
    }

    ServerConnection connect() throws IOException {
        return new ServerConnection(port);
    }

    /** Ends the process and waits for its end. */
    @Override
    public void close() {
        end(process);
    }
}
