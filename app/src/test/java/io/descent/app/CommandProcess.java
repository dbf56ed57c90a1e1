package io.descent.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The command in a process of its own, which can be killed.
 *
 * @param log what it prints
 */
record CommandProcess(Process process, Path log) {
    /** The exit code of a process that was killed by SIGKILL. */
    private static final int KILLED = 128 + 9;

    static CommandProcess start(Path log, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Descent.class.getName()));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        return new CommandProcess(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start(),
                log);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the end and returns the exit code. */
    int end() throws IOException, InterruptedException {
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("ended: " + text()).isTrue();
        return process.exitValue();
    }

    /** Kills the process; returns false if it had ended before. */
    boolean kill() throws IOException, InterruptedException {
        process.destroyForcibly();
        int code = end();
        assertThat(code).as(text()).isIn(0, KILLED);
        return code == KILLED;
    }

    /** Ends the process with SIGTERM, as Ctrl-C does. */
    void terminate() throws IOException, InterruptedException {
        process.destroy();
        end();
    }

    String text() throws IOException {
        return Files.readString(log);
    }
}
