package io.descent.benchmarks.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Compares Descent with other libraries. Every turn of every contender runs in its own JVM. The contenders of a part
 * take turns, so that a slowdown of the machine affects them all. Readings are stored as JSON, one file per part; the
 * Markdown is generated from the stored files.
 */
@Command(
        name = "benchmarks/run",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        description = "Compares Descent with other libraries.")
public final class Peers implements Callable<Integer> {
    @Mixin
    private Options options = new Options();

    private final String[] arguments;
    private boolean failed;

    private Peers(String[] arguments) {
        this.arguments = arguments.clone();
    }

    /** Runs the command. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Peers(arguments))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        List<String> child = options.child;
        if (child != null) {
            new Turn(options).take(Part.valueOf(child.get(0)), child.get(1), child.get(2));
            return 0;
        }
        Files.createDirectories(options.results);
        for (Part part : options.reportOnly ? List.<Part>of() : options.parts) {
            for (String subject : subjects(part)) {
                measure(part, subject);
            }
        }
        Path out = options.out;
        if (out != null) {
            Files.writeString(out, Report.of(options.results));
        }
        return failed ? 1 : 0;
    }

    private List<String> subjects(Part part) {
        if (options.contendersOf(part).isEmpty()) {
            return List.of();
        }
        return part == Part.TRAINING
                ? options.workloads.stream().map(Enum::name).toList()
                : List.of("");
    }

    private void measure(Part part, String subject) throws IOException, InterruptedException {
        Path file = Readings.file(options.results, part, subject);
        // an unfinished part does not replace the readings of the last run
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        Files.writeString(partial, Environment.line(options) + "\n");
        for (int round = 0; round < options.rounds; round++) {
            for (String contender : options.contendersOf(part)) {
                List<String> lines = run(part, subject, contender, round + 1);
                Files.write(partial, lines, StandardOpenOption.APPEND);
            }
        }
        Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Starts a JVM for one turn and returns the readings that it prints. */
    private List<String> run(Part part, String subject, String contender, int round) throws IOException, InterruptedException {
        Path log = options.results.resolve("%s-%s.log".formatted(part, contender));
        ProcessBuilder builder = new ProcessBuilder(command(part, subject, contender, round))
                .redirectError(log.toFile());
        boolean one = part == Part.PRODUCTS || Turn.isOnOneThread(contender);
        String threads = Integer.toString(one ? 1 : options.threads);
        builder.environment()
                .putAll(Map.of(
                        "OMP_NUM_THREADS", threads, "OPENBLAS_NUM_THREADS", threads, "MKL_NUM_THREADS", threads));
        if (isDl4j(contender)) {
            // idle threads that spin get in each other's way: up to ten times slower
            builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
        }
        long start = System.nanoTime();
        Process process = builder.start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader out = process.inputReader()) {
            for (@Nullable String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(Turn.MARK)) {
                    lines.add(line.substring(Turn.MARK.length()));
                }
            }
        }
        int status = process.waitFor();
        System.err.printf(
                "%s %s %s: %.1f s%s%n",
                part,
                subject,
                contender,
                (System.nanoTime() - start) / 1e9,
                status == 0 ? "" : ", failed with status " + status + "; see " + log);
        if (status != 0) {
            failed = true;
            return List.of();
        }
        return lines;
    }

    private static boolean isDl4j(String contender) {
        return contender.startsWith("dl4j");
    }

    private List<String> command(Part part, String subject, String contender, int round) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (!contender.endsWith("scalar")) {
            command.add("--add-modules=jdk.incubator.vector");
        }
        command.add("--enable-native-access=ALL-UNNAMED");
        // selects the build of nd4j-native that JavaCPP loads
        command.add("-Dorg.bytedeco.javacpp.platform.extension=" + (isDl4j(contender) ? "-avx512" : ""));
        String path = System.getProperty("java.class.path");
        command.addAll(List.of("-cp", contender.equals("openblas") ? options.openBlas + "/*:" + path : path));
        command.add(Peers.class.getName());
        command.addAll(List.of(arguments));
        command.addAll(List.of("--seed", Integer.toString(round), "--child", part.name(), subject, contender));
        return command;
    }
}
