package io.descent.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the programs in docs/java.md as a user would paste them, in the order of the page. */
class JavaDocTest {
    private static final String IMPORTS = """
            package example;

            import com.google.inject.*;
            import com.sun.net.httpserver.HttpServer;
            import io.descent.core.data.*;
            import io.descent.core.experiment.*;
            import io.descent.core.metrics.*;
            import io.descent.core.run.*;
            import io.descent.core.training.*;
            import io.descent.core.wiring.*;
            import io.descent.core.random.*;
            import io.descent.inference.*;
            import io.descent.inference.spec.*;
            import io.descent.metrics.Auc;
            import java.io.OutputStream;
            import java.net.*;
            import java.net.http.*;
            import java.nio.charset.StandardCharsets;
            import java.nio.file.Path;
            import java.sql.*;
            import java.util.*;
            import java.util.concurrent.*;
            """;

    @TempDir
    Path folder;

    @Test
    void everyProgramRuns() throws Exception {
        Files.createSymbolicLink(folder.resolve("examples"), CommandLineRun.EXAMPLES);
        List<String> sources = new ArrayList<>();
        StringBuilder main = new StringBuilder();
        for (String block : DocCode.blocks("docs/java.md", "run by JavaDocTest", "java")) {
            String name = "Program" + sources.size();
            sources.add("%n%s%npublic class %s {%n    static void run() throws Exception {%n%s    }%n}%n"
                    .formatted(IMPORTS, name, block));
            main.append(name).append(".run();\n");
        }
        assertThat(sources).hasSize(9);
        sources.add("package example; public class All { public static void main(String[] a) throws Exception { %s } }"
                .formatted(main));
        sources.add(IMPORTS + """
                public class Folds {
                    public static void main(String[] arguments) {
                        Table wine = Table.csv(Path.of("examples/data/wine.csv"));
                        double sum = 0;
                        for (int k = 0; k < 5; k++) {
                            int fold = k;
                            Model model = Descent.load(Path.of("wine-fold-" + fold));
                            Table test = wine.select(row -> row % 5 == fold);
                            double evaluated = Evaluation.of(model, test).values().get("accuracy");
                            sum += evaluated;
                            int right = 0;
                            for (int i = 0; i < test.rows(); i++) {
                                double[] row = new double[model.schema().features().size()];
                                for (int j = 0; j < row.length; j++) {
                                    row[j] = test.number(i, model.schema().features().get(j));
                                }
                                right += model.predict(row).label().equals(test.text(i, "cultivar")) ? 1 : 0;
                            }
                            System.out.println("predicted " + right / (double) test.rows() + ", evaluated " + evaluated);
                        }
                        System.out.println("accuracy " + sum / 5);
                    }
                }
                """);
        DocCode.compile(folder, sources);

        String printed = run("example.All");

        assertThat(printed)
                .contains("accuracy=0.9") // on the digits
                .contains("COMPLETED")
                .contains("setosa")
                .contains("20 epochs, ")
                .doesNotContain("WARN");
        String loaded = run("example.Folds"); // another JVM scores the same from raw rows
        String accuracy = printed.lines()
                .filter(line -> line.startsWith("accuracy "))
                .findFirst()
                .orElseThrow();
        assertThat(loaded).contains(accuracy);
        assertThat(loaded.lines().filter(line -> line.startsWith("predicted ")))
                .hasSize(5)
                .allSatisfy(line -> assertThat(line).matches("predicted (\\S+), evaluated \\1"));
    }

    private String run(String type) throws IOException, InterruptedException {
        Path out = folder.resolve(type + ".out");
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        folder + File.pathSeparator + System.getProperty("java.class.path"),
                        type)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(java.waitFor(2, TimeUnit.MINUTES)).isTrue();
        String text = Files.readString(out);
        assertThat(java.exitValue()).as(text).isZero();
        return text;
    }
}
