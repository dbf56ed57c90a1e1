package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static io.descent.app.CommandLineRun.good;
import static org.assertj.core.api.Assertions.assertThat;

import io.descent.api.Activation;
import io.descent.inference.Model;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A modular program predicts with {@code io.descent.inference} on the module path. */
class ModulePathTest {
    private static final String MODULE = """
            module example.scoring {
                requires io.descent.inference;

                exports example.scoring to io.descent.inference;

                provides io.descent.api.Activation with example.scoring.Doubled;
            }
            """;

    /** An activation in the program's own module; the model names it. */
    private static final String ACTIVATION = """
            package example.scoring;

            import io.descent.api.Activation;
            import io.descent.api.Scratch;
            import io.descent.api.Tensor;

            public record Doubled(double factor) implements Activation {
                public Doubled() {
                    this(2);
                }

                @Override
                public void forward(Tensor z, Tensor a, Scratch scratch) {
                    a.assign(z, factor);
                }

                @Override
                public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
                    gradient.scale(factor);
                }
            }
            """;

    private static final String MAIN = """
            package example.scoring;

            import io.descent.inference.Descent;
            import io.descent.inference.Model;
            import java.nio.file.Path;

            public class Main {
                public static void main(String[] arguments) {
                    Model model = Descent.load(Path.of(arguments[0]));
                    System.out.println(Model.class.getModule() + " " + model.predict(1, 2).probability("1"));
                }
            }
            """;

    @TempDir
    Path folder;

    @Test
    void aModularProgramPredicts() throws Exception {
        Path run = folder.resolve("run");
        good(
                "train",
                EXAMPLES.resolve("moons.yaml"),
                "--set",
                "network.hidden=[{units: 3}]",
                "--set",
                "training.epochs=1",
                "--quiet",
                "--no-pictures",
                "--out",
                run);
        Path description = run.resolve("model/model.json");
        Files.writeString(
                description,
                Files.readString(description)
                        .replace("\"activation\" : \"relu\"", "\"activation\" : {\"doubled\" : {\"factor\" : 3.0}}")
                        .replace("\"activation\" : \"sigmoid\"", "\"activation\" : \"doubled\"")
                        .replace("\"loss\" : \"binary-cross-entropy\"", "\"loss\" : \"unheard-of\""));
        TestFolders.seal(run.resolve("model"));
        String path = Stream.of(
                        place(Model.class),
                        place(Activation.class),
                        place(Class.forName("com.fasterxml.jackson.core.JsonFactory")))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        Path sources = Files.createDirectories(folder.resolve("source/example/scoring"));
        Path module = Files.writeString(folder.resolve("source/module-info.java"), MODULE);
        Path activation = Files.writeString(sources.resolve("Doubled.java"), ACTIVATION);
        Path main = Files.writeString(sources.resolve("Main.java"), MAIN);
        Path classes = folder.resolve("classes");
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "--release",
                                "17",
                                "-p",
                                path,
                                "-d",
                                classes.toString(),
                                module.toString(),
                                activation.toString(),
                                main.toString()))
                .isZero();
        Path out = folder.resolve("out.txt");
        Process java = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-p",
                        path + File.pathSeparator + classes,
                        "-m",
                        "example.scoring/example.scoring.Main",
                        run.toString()))
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(java.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(Files.readString(out)).matches("module io.descent.inference -?\\d+\\.\\d+(E-?\\d+)?\\R");
    }

    private static Path place(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
