package io.descent.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.app.picture.Drawing;
import io.descent.inference.file.internal.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** One call of the command: its exit code and what it printed. */
record CommandLineRun(int code, String out, String err) {
    /** The folder {@code examples} of the checkout. */
    static final Path EXAMPLES = Path.of("../examples").toAbsolutePath().normalize();

    static CommandLineRun of(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Descent.run(
                new PrintWriter(out),
                new PrintWriter(err),
                Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
        return new CommandLineRun(code, out.toString(), err.toString());
    }

    /** Runs the command and fails unless it succeeds. */
    static CommandLineRun good(Object... arguments) {
        CommandLineRun run = of(arguments);
        assertThat(run.code).as(run.err).isZero();
        // a system without fonts prints one warning
        assertThat(run.err.lines().filter(line -> Drawing.POSSIBLE || !line.startsWith("descent: warning: pictures")))
                .isEmpty();
        return run;
    }

    /** Runs the command and fails unless it ends with code 2 and one clear message. */
    static CommandLineRun refused(Object... arguments) {
        CommandLineRun run = of(arguments);
        assertThat(run.code).as(run.out + run.err).isEqualTo(2);
        assertThat(run.err).startsWith("descent: ").doesNotContain("\tat ", "Exception");
        return run;
    }

    static Map<String, Object> result(Path run) throws IOException {
        return Json.read(Files.readString(run.resolve("result.json")));
    }

    static String sha(Path run) throws IOException {
        return (String) result(run).get("weightsSha256");
    }

    static double metric(Path run, String set, String name) throws IOException {
        Map<?, ?> metrics = (Map<?, ?>) result(run).get("metrics");
        return ((Number) ((Map<?, ?>) metrics.get(set)).get(name)).doubleValue();
    }
}
