package io.descent.fuzz;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Fuzzes the targets whose names contain a text, one after the other, each in JVMs of its own, and prints a table.
 * Inputs that found new code stay in {@code target/fuzz/TARGET/corpus}, inputs that break the promise in {@code
 * target/fuzz/TARGET}, beside the log. Arguments: the time for each target, such as {@code 90s} or {@code 10m}, and the
 * text.
 */
final class Campaign {
    private static final Path CLASSES = Path.of("target", "test-classes");
    private static final Path RESULTS = Path.of("target", "fuzz");
    private static final String SUFFIX = "FuzzTest.class";

    /** Seconds after which the JVM is ended, for endless loops; {@link Promise} is stricter about processor time. */
    private static final int LONGEST_SECONDS = 10;

    /** In MiB: a heap in which no announced size fits, and the memory of the whole process. */
    private static final int HEAP = 768;

    private static final int MEMORY = 2048;

    private static final int LONGEST_INPUT = 16384;
    /** Different findings after which a JVM ends. */
    private static final int FINDINGS = 20;

    private static final int MOST_JVMS = 20;
    private static final String INSTRUMENTED =
            "io.descent.**:org.snakeyaml.**:com.fasterxml.jackson.core.**:de.siegmar.fastcsv.**";

    private static final Pattern COVERAGE = Pattern.compile("#\\d+\\s+(\\w+)\\s+cov: (\\d+).*");
    private static final Pattern INPUTS = Pattern.compile("(?:stat::number_of_executed_units: |#)(\\d+).*");
    private static final Pattern RECORD = Pattern.compile("record: (\\d+) ms, (\\d+) KiB");
    private static final Pattern PEAK = Pattern.compile("stat::peak_rss_mb: +(\\d+)|.*\\brss: (\\d+)Mb.*");

    private final String target;
    private final String type;
    private final Path folder;
    private final Set<String> earlier;
    private long inputs;
    private int firstCoverage;
    private int coverage;
    private int peak;
    private int slowest;
    private int largest;
    private double seconds;
    private boolean isBroken;

    private Campaign(String type) throws IOException {
        this.type = type;
        target = type.substring(type.lastIndexOf('.') + 1).replace("FuzzTest", "");
        folder = Files.createDirectories(RESULTS.resolve(target));
        Files.createDirectories(folder.resolve("corpus"));
        earlier = new HashSet<>(reproducers(folder));
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int seconds = seconds(arguments.length > 0 ? arguments[0] : "1m");
        String part = arguments.length > 1 ? arguments[1] : "";
        boolean isClean = true;
        int count = 0;
        System.out.println("| target | inputs | per second | coverage of the seeds | at the end | crashes | hangs"
                + " | slowest input | most allocated by an input | peak of the process |");
        System.out.println("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        for (String type : types()) {
            if (type.substring(type.lastIndexOf('.') + 1).contains(part)) {
                Campaign campaign = new Campaign(type);
                campaign.run(seconds);
                System.out.println(campaign.row());
                isClean &= campaign.reproducers().isEmpty() && !campaign.isBroken;
                count++;
            }
        }
        if (count == 0) {
            System.err.println("no target has '" + part + "' in its name; the targets are " + types());
        }
        System.exit(isClean && count > 0 ? 0 : 1);
    }

    private static int seconds(String text) {
        Matcher matcher = Pattern.compile("(\\d{1,6})([smh])").matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("the time is '" + text + "'; expected 90s, 10m or 2h");
        }
        int unit = matcher.group(2).equals("s") ? 1 : matcher.group(2).equals("m") ? 60 : 3600;
        return Integer.parseInt(matcher.group(1)) * unit;
    }

    private static List<String> types() throws IOException {
        try (Stream<Path> files = Files.walk(CLASSES)) {
            return files.map(file -> CLASSES.relativize(file).toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.replace(".class", "").replace('/', '.').replace('\\', '.'))
                    .sorted()
                    .toList();
        }
    }

    /** Starts JVMs until the time is over: one ends early if it hangs, runs out of memory or has found enough. */
    private void run(int limit) throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        Files.deleteIfExists(log);
        long start = System.nanoTime();
        for (int i = 0; i < MOST_JVMS; i++) {
            int left = limit - (int) ((System.nanoTime() - start) / 1_000_000_000);
            if (left <= 0 || isBroken) {
                break;
            }
            long before = inputs;
            Path part = Files.createTempFile("fuzz", ".log");
            Process process = new ProcessBuilder(command(left))
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(
                            Files.createTempFile("empty", "").toFile()))
                    .redirectOutput(part.toFile())
                    .start();
            process.waitFor();
            long more = read(part);
            inputs = before + more;
            Files.write(log, Files.readAllBytes(part), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            Files.delete(part);
            isBroken = more == 0;
        }
        seconds = (System.nanoTime() - start) / 1e9;
    }

    private List<String> command(int left) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + HEAP + "m",
                "-Xss1m",
                "-XX:+UseSerialGC",
                "-XX:+EnableDynamicAgentLoading",
                "-Ddescent.fuzz.records=true",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + type,
                "--instrumentation_includes=" + INSTRUMENTED,
                "--custom_hook_includes=" + INSTRUMENTED,
                "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.FilePathTraversal",
                "--keep_going=" + FINDINGS,
                "--reproducer_path=" + folder,
                "-max_total_time=" + left,
                "-timeout=" + LONGEST_SECONDS,
                "-rss_limit_mb=" + MEMORY,
                "-max_len=" + LONGEST_INPUT,
                "-print_final_stats=1",
                "-artifact_prefix=" + folder + "/",
                folder.resolve("corpus").toString());
    }

    /** Reads what libFuzzer printed; returns the number of inputs. */
    private long read(Path log) throws IOException {
        long count = 0;
        try (BufferedReader lines = Files.newBufferedReader(log, StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher found = COVERAGE.matcher(line);
                if (found.matches()) {
                    coverage = Math.max(coverage, Integer.parseInt(found.group(2)));
                    if (firstCoverage == 0 && found.group(1).equals("INITED")) {
                        firstCoverage = coverage;
                    }
                }
                found = INPUTS.matcher(line);
                if (found.matches()) {
                    count = Math.max(count, Long.parseLong(found.group(1)));
                }
                found = RECORD.matcher(line);
                if (found.matches()) {
                    slowest = Math.max(slowest, Integer.parseInt(found.group(1)));
                    largest = Math.max(largest, Integer.parseInt(found.group(2)));
                }
                found = PEAK.matcher(line);
                if (found.matches()) {
                    peak = Math.max(peak, Integer.parseInt(found.group(1) != null ? found.group(1) : found.group(2)));
                }
            }
        }
        return count;
    }

    /** The inputs of this campaign that break the promise. */
    private List<String> reproducers() throws IOException {
        return reproducers(folder).stream()
                .filter(name -> !earlier.contains(name))
                .toList();
    }

    private static List<String> reproducers(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("(crash|timeout|oom|slow-unit)-.*"))
                    .sorted()
                    .toList();
        }
    }

    private String row() throws IOException {
        List<String> found = reproducers();
        long hangs = found.stream()
                .filter(name -> name.startsWith("timeout") || name.startsWith("slow"))
                .count();
        return String.format(
                Locale.ROOT,
                "| %s | %,d | %,.0f | %,d | %,d | %d | %d | %,d ms | %,.1f MiB | %,d MiB |%s",
                target,
                inputs,
                inputs / seconds,
                firstCoverage,
                coverage,
                found.size() - hangs,
                hangs,
                slowest,
                largest / 1024.0,
                peak,
                isBroken ? " did not run, see " + folder.resolve("log") : found.isEmpty() ? "" : " see " + folder);
    }
}
