package io.descent.app;

import static io.descent.app.PluginJar.direction;
import static io.descent.app.PluginJar.optimizer;
import static io.descent.app.PluginJar.optimizerSource;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.api.Optimizer;
import io.descent.core.wiring.PluginsModule;
import io.descent.inference.plugin.internal.PluginInfo;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loads good and broken jars from a folder of plugins. */
class DropInTest {
    private static final String SAME = direction("return gradient;");

    @TempDir
    private Path folder;

    private PluginRegistry load() {
        return PluginsModule.find(getClass().getClassLoader(), List.of(folder));
    }

    /** A plugin that must work with any other jar beside it. */
    @BeforeEach
    void dropGood() throws IOException {
        optimizer("Good", SAME).build(folder, "good.jar");
    }

    private void requireProblem(String place, String... words) {
        PluginRegistry registry = load();
        assertThat(registry.problems()).hasSize(1);
        assertThat(registry.problems().get(0))
                .startsWith(folder.resolve(place).toString())
                .contains(words)
                .doesNotContain("\n");
        assertThat(registry.find(Optimizer.class, "good")).isNotNull();
        assertThat(registry.find(Optimizer.class, "adam")).isNotNull();
    }

    @Test
    void aGoodPluginHasAnOrigin() {
        PluginRegistry registry = load();
        assertThat(registry.problems()).isEmpty();
        PluginInfo good = registry.find(Optimizer.class, "good");
        assertThat(good.origin().place()).isEqualTo(folder.resolve("good.jar").toString());
        assertThat(good.origin().jar()).isEqualTo("good.jar");
        assertThat(good.origin().version()).isEqualTo("1.2.3");
        assertThat(good.origin().sha256()).matches("[0-9a-f]{64}");
        assertThat(registry.ofKind(Optimizer.class).stream()
                        .filter(i -> i.name().equals("good"))
                        .count())
                .isEqualTo(1);
    }

    @Test
    void compiledForANewerJava() throws IOException {
        optimizer("Late", SAME).classFileVersion(144).build(folder, "late.jar");
        requireProblem("late.jar", "example.Late was compiled for Java 100", "compile it with --release 17");
    }

    @Test
    void builtAgainstAnApiWithAnotherClass() throws IOException {
        optimizer("Next", SAME + " public Next() { new io.descent.api.Future(); }")
                .with("io.descent.api.Future", "package io.descent.api; public class Future {}")
                .leaveOut("io/descent/api/Future.class")
                .build(folder, "next.jar");
        requireProblem("next.jar", "another version of descent-api", "io.descent.api.Future");
    }

    @Test
    void builtAgainstAnApiWithAnotherMethod() throws IOException {
        optimizer("Older", "public void step() {}")
                .with("io.descent.api.Optimizer", """
                        package io.descent.api;
                        public interface Optimizer extends Plugin { void step(); }""")
                .leaveOut("io/descent/api/Optimizer.class")
                .build(folder, "older.jar");
        requireProblem("older.jar", "lacks the method toDirection", "another version of descent-api");
    }

    @Test
    void needsAClassThatIsNotThere() throws IOException {
        optimizer("Needy", SAME + " public Needy() { new lib.Thing(); }")
                .with("lib.Thing", "package lib; public class Thing {}")
                .leaveOut("lib/Thing.class")
                .build(folder, "needy.jar");
        requireProblem("needy.jar", "needs the class lib.Thing", "bundle that library");
    }

    @Test
    void namesAClassThatIsNotThere() throws IOException {
        new PluginJar().service("Optimizer", "example.Absent").build(folder, "absent.jar");
        requireProblem("absent.jar", "names the class example.Absent, which does not exist");
    }

    @Test
    void namesAClassOfAnotherKind() throws IOException {
        new PluginJar()
                .with("Other", optimizerSource("Other", "", SAME))
                .service("Activation", "example.Other")
                .build(folder, "other.jar");
        requireProblem("other.jar", "example.Other", "not of this kind");
    }

    @Test
    void namesAKindThatIsNone() throws IOException {
        new PluginJar().service("WeightPenalty", "example.Penalty").build(folder, "penalty.jar");
        requireProblem("penalty.jar", "WeightPenalty", "register it as io.descent.api.Regularizer");
    }

    @Test
    void isNoRecord() throws IOException {
        new PluginJar()
                .with("Loose", optimizerSource("Loose", "", SAME).replace("record Loose()", "class Loose"))
                .service("Optimizer", "example.Loose")
                .build(folder, "loose.jar");
        requireProblem("loose.jar", "example.Loose is not a record", "make it a public record");
    }

    @Test
    void hasNoConstructorWithoutArguments() throws IOException {
        new PluginJar()
                .with("Strict", optimizerSource("Strict", "double beta", SAME))
                .service("Optimizer", "example.Strict")
                .build(folder, "strict.jar");
        requireProblem("strict.jar", "no public constructor without arguments", "add one");
    }

    @Test
    void hasAConstructorThatThrows() throws IOException {
        optimizer("Angry", SAME + " public Angry { throw new IllegalStateException(\"no\"); }")
                .build(folder, "angry.jar");
        requireProblem(
                "angry.jar", "its constructor without arguments failed", "IllegalStateException: no", "Angry.java");
    }

    @Test
    void hasAnInvalidName() throws IOException {
        optimizer("Named", SAME + " public String name() { return \"My Optimizer\"; }")
                .build(folder, "named.jar");
        requireProblem("named.jar", "'My Optimizer', which is not a valid name");
    }

    @Test
    void hasANameThatThrows() throws IOException {
        optimizer("Nameless", SAME + " public String name() { return name(); }").build(folder, "nameless.jar");
        requireProblem("nameless.jar", "failed to give its name", "StackOverflowError");
    }

    @Test
    void throwsAnErrorWhenItIsAsked() throws IOException {
        optimizer("Broken", SAME + " public String name() { throw new AssertionError(\"two\\nlines\"); }")
                .build(folder, "broken.jar");
        requireProblem("broken.jar", "failed to give its name", "AssertionError: two lines");
    }

    @Test
    void hasNoSlotsAtAll() throws IOException {
        optimizer("Slotless", SAME + " public List<String> slots() { return null; }")
                .build(folder, "slotless.jar");
        requireProblem("slotless.jar", "returns null from slots()");
    }

    @Test
    void hasADefaultThatIsOutOfRange() throws IOException {
        new PluginJar()
                .with(
                        "Odd",
                        optimizerSource(
                                "Odd",
                                "@Hyperparameter(min = 0, max = 1) double beta",
                                SAME + " public Odd() { this(5); }"))
                .service("Optimizer", "example.Odd")
                .build(folder, "odd.jar");
        requireProblem("odd.jar", "has the default 5.0 for beta, which is not at least 0 and at most 1");
    }

    @Test
    void hasAStaticInitializerThatThrows() throws IOException {
        optimizer("Fixed", SAME + " static final int X = Integer.parseInt(\"abc\");")
                .build(folder, "fixed.jar");
        requireProblem("fixed.jar", "its static initializer failed", "NumberFormatException");
    }

    @Test
    void hasAHyperparameterThatFilesCannotSet() throws IOException {
        new PluginJar()
                .with(
                        "Typed",
                        optimizerSource("Typed", "List<String> words", SAME + " public Typed() { this(List.of()); }"))
                .service("Optimizer", "example.Typed")
                .build(folder, "typed.jar");
        requireProblem("typed.jar", "the hyperparameter words of type List");
    }

    @Test
    void hasTooManySlots() throws IOException {
        optimizer(
                        "Greedy",
                        SAME + " public List<String> slots() { return java.util.stream.IntStream.range(0, 1000)"
                                + ".mapToObj(i -> \"s\" + i).toList(); }")
                .build(folder, "greedy.jar");
        requireProblem("greedy.jar", "has 1000 slots", "at most 32");
    }

    @Test
    void hasTwoSlotsOfOneName() throws IOException {
        optimizer("Twice", SAME + " public List<String> slots() { return List.of(\"v\", \"v\"); }")
                .build(folder, "twice.jar");
        requireProblem("twice.jar", "has the slots [v, v]", "different names");
    }

    @Test
    void isNamedAsAnotherIs() throws IOException {
        optimizer("Good", SAME).build(folder, "twin.jar");
        optimizer("Adam", SAME).build(folder, "adam.jar");
        PluginRegistry registry = load();
        assertThat(registry.problems())
                .hasSize(2)
                .allSatisfy(problem ->
                        assertThat(problem).contains("duplicate optimizer").contains("remove one of the jars"));
        assertThatThrownBy(() -> registry.find(Optimizer.class, "good"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("good.jar")
                .hasMessageContaining("twin.jar");
        assertThatThrownBy(() -> registry.find(Optimizer.class, "adam")).hasMessageContaining("adam.jar");
        assertThat(registry.find(Optimizer.class, "momentum")).isNotNull();
        assertThat(registry.ofKind(Optimizer.class))
                .extracting(PluginInfo::name)
                .doesNotContain("good", "adam");
    }

    @Test
    void isEmpty() throws IOException {
        Files.createFile(folder.resolve("empty.jar"));
        requireProblem("empty.jar", "is empty; copy it again");
    }

    @Test
    void isNoJar() throws IOException {
        Files.writeString(folder.resolve("text.jar"), "this is a text");
        requireProblem("text.jar", "is not a jar", "mvn package");
    }

    @Test
    void isTruncated() throws IOException {
        Path jar = optimizer("Cut", SAME).build(folder, "cut.jar");
        byte[] bytes = Files.readAllBytes(jar);
        Files.write(jar, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        requireProblem("cut.jar", "is not a jar");
    }

    @Test
    void namesNoPlugin() throws IOException {
        new PluginJar().with("Silent", optimizerSource("Silent", "", SAME)).build(folder, "silent.jar");
        requireProblem(
                "silent.jar",
                "registers no plugin",
                "META-INF/services/io.descent.api.Optimizer with the line example.Silent");
    }

    @Test
    void namesNoPluginThatImplementsAKindIndirectly() throws IOException {
        new PluginJar()
                .with("Base", "package example; interface Base extends io.descent.api.WeightPenalty {}")
                .with("Quiet", """
                        package example;
                        import io.descent.api.*;
                        public record Quiet() implements Base {
                            public double penalty(Tensor weights, Scratch scratch) { return 0; }
                            public void addGradient(Tensor weights, Tensor gradient, double scale, Scratch scratch) {}
                        }
                        """)
                .build(folder, "quiet.jar");
        requireProblem("quiet.jar", "META-INF/services/io.descent.api.Regularizer with the line example.Quiet");
    }

    @Test
    void isALibraryWithoutPlugins() throws IOException {
        new PluginJar()
                .with("lib.Thing", "package lib; public class Thing {}")
                .with("lib.Kind", "package lib; public abstract class Kind implements io.descent.api.Optimizer {}")
                .build(folder, "library.jar");
        requireProblem(
                "library.jar", "is a library without plugins; put it into one subfolder with the plugin that needs it");
        assertThat(load().problems().get(0)).doesNotContain("META-INF");
    }

    @Test
    void isAFolderOfLibraries() throws IOException {
        new PluginJar()
                .with("lib.Thing", "package lib; public class Thing {}")
                .build(folder.resolve("libraries"), "library.jar");
        requireProblem("libraries", "contains libraries without plugins; add the jar of the plugin");
    }

    @Test
    void isAFolderNamedAsAJar() throws IOException {
        Files.createDirectory(folder.resolve("folder.jar"));
        requireProblem("folder.jar", "is a folder with the name of a jar");
    }

    @Test
    void isAFolderWithoutJars() throws IOException {
        Files.createDirectory(folder.resolve("nothing"));
        requireProblem("nothing", "contains no jar");
    }

    @Test
    void otherFilesAreLeftAlone() throws IOException {
        Files.writeString(folder.resolve("README.md"), "plugins");
        Files.createDirectory(folder.resolve(".hidden"));
        assertThat(load().problems()).isEmpty();
    }

    @Test
    void aFolderOfPluginsThatIsNotThereIsAMistake() {
        assertThatThrownBy(() -> PluginsModule.find(getClass().getClassLoader(), List.of(folder.resolve("no"))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("cannot be read as a folder of plugins");
    }

    private static PluginJar withLibrary(String type, int version) {
        return optimizer(type, SAME + " public List<String> slots() { return List.of(\"v\" + lib.Version.number()); }")
                .with(
                        "lib.Version",
                        "package lib; public class Version { public static int number() { return %d; } }"
                                .formatted(version));
    }

    @Test
    void eachHasItsOwnVersionOfALibrary() throws IOException {
        withLibrary("One", 1).build(folder, "one.jar");
        withLibrary("Two", 2).build(folder, "two.jar");
        PluginRegistry registry = load();
        assertThat(registry.problems()).isEmpty();
        assertThat(registry.require(Optimizer.class, "one").slots()).containsExactly("v1");
        assertThat(registry.require(Optimizer.class, "two").slots()).containsExactly("v2");
    }

    @Test
    void aFolderOfJarsIsOnePlugin() throws IOException {
        withLibrary("Three", 3).leaveOut("lib/Version.class").build(folder.resolve("three"), "three.jar");
        withLibrary("Three", 3).leaveOut("example/Three.class").build(folder.resolve("three"), "library.jar");
        Path library = folder.resolve("three/library.jar");
        try (var files = java.nio.file.FileSystems.newFileSystem(library)) {
            Files.delete(files.getPath("META-INF/services/io.descent.api.Optimizer"));
        }
        PluginRegistry registry = load();
        assertThat(registry.problems()).isEmpty();
        assertThat(registry.require(Optimizer.class, "three").slots()).containsExactly("v3");
    }

    /** An optimizer whose slot says whether it can load a class. */
    private static String sees(String type) {
        return SAME + """
                 public List<String> slots() {
                    try {
                        Class.forName("%s");
                        return List.of("seen");
                    } catch (ClassNotFoundException e) {
                        return List.of("hidden");
                    }
                }
                """.formatted(type);
    }

    @Test
    void itSeesTheJdkAndTheApiOnly() throws IOException {
        optimizer("Core", sees("io.descent.inference.tensor.internal.ArrayTensor"))
                .build(folder, "core.jar");
        optimizer("Guice", sees("com.google.inject.Injector")).build(folder, "guice.jar");
        optimizer("Peer", sees("io.descent.optimizers.Adam")).build(folder, "peer.jar");
        optimizer("Jdk", sees("java.sql.Date")).build(folder, "jdk.jar");
        optimizer("Api", sees("io.descent.api.Progress")).build(folder, "api.jar");
        PluginRegistry registry = load();
        for (String hidden : List.of("core", "guice", "peer")) {
            assertThat(registry.require(Optimizer.class, hidden).slots())
                    .as(hidden)
                    .containsExactly("hidden");
        }
        for (String seen : List.of("jdk", "api")) {
            assertThat(registry.require(Optimizer.class, seen).slots()).as(seen).containsExactly("seen");
        }
    }

    @Test
    void itCannotReplaceTheApi() throws IOException {
        optimizer(
                        "Usurper",
                        SAME
                                + " public List<String> slots() { return List.of(Step.class.getMethods().length == 0 ? \"own\" : \"ours\"); }")
                .with("io.descent.api.Step", "package io.descent.api; public interface Step {}")
                .build(folder, "usurper.jar");
        assertThat(load().require(Optimizer.class, "usurper").slots()).containsExactly("ours");
    }
}
