package io.descent.benchmarks.peers;

import io.descent.inference.file.internal.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Describes where and how readings were taken: the first line of their file. */
final class Environment {
    private Environment() {}

    static String line(Options options) throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("cpu", cpu());
        map.put("cores", Runtime.getRuntime().availableProcessors());
        map.put("jdk", Runtime.version().toString());
        map.put("vm", System.getProperty("java.vendor"));
        map.put("date", LocalDate.now().toString());
        map.put("rounds", options.rounds);
        map.put("epochs", options.epochs);
        map.put("warmUps", options.warmUps);
        map.put("threads", options.threads);
        return Json.line(map);
    }

    /** Returns, for example, {@code AMD EPYC (family 25, model 17, AVX-512)}. */
    private static String cpu() throws IOException {
        Path file = Path.of("/proc/cpuinfo");
        if (!Files.exists(file)) {
            return System.getProperty("os.arch");
        }
        String flags = value(file, "flags");
        String vectors = flags.contains("avx512f") ? "AVX-512" : flags.contains("avx2") ? "AVX2" : "no AVX2";
        return "%s (family %s, model %s, %s)"
                .formatted(value(file, "model name"), value(file, "cpu family"), value(file, "model"), vectors);
    }

    private static String value(Path file, String key) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.substring(0, Math.max(0, line.indexOf(':'))).strip().equals(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("?");
        }
    }
}
