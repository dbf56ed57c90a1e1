package io.descent.app;

import com.google.inject.Injector;
import io.descent.api.Plugin;
import io.descent.inference.file.internal.Folders;
import io.descent.inference.file.internal.OutputFile;
import io.descent.inference.plugin.internal.Names;
import io.descent.inference.plugin.internal.PluginInfo;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code descent new}. */
@Command(
        name = "new",
        description = "Write a Maven project for a new plugin, with a test, ready to build; or an experiment file for a"
                + " table.",
        mixinStandardHelpOptions = true)
final class NewCommand implements Callable<Integer> {
    /** The kinds of plugin. */
    enum Kind {
        OPTIMIZER("Optimizer", "Optimizer", "training.optimizer=%s"),
        INITIALIZER("Initializer", "Initializer", "network.hidden[0].initializer=%s"),
        SCHEDULE("LrSchedule", "LrSchedule", "training.schedule=%s"),
        ACTIVATION("Activation", "Activation", "network.hidden[0].activation=%s"),
        PENALTY("WeightPenalty", "Regularizer", "training.regularizers=[%s]"),
        MASK("ActivationMask", "Regularizer", "training.regularizers=[%s]"),
        WEIGHT_MASK("WeightMask", "Regularizer", "training.regularizers=[%s]"),
        WEIGHT_CONSTRAINT("WeightConstraint", "Regularizer", "training.regularizers=[%s]"),
        LOSS("Loss", "Loss", "network.loss=%s"),
        METRIC("Metric", "Metric", "metrics=[%s]"),
        DATA_SOURCE("DataSource", "DataSource", "'data={source: %s}'"),
        AUGMENTATION("Augmentation", "Augmentation", "training.augment=[%s]"),
        LISTENER("Listener", "Listener", "listeners=[%s]");

        private final String api;
        private final String service;
        private final String use;

        Kind(String api, String service, String use) {
            this.api = api;
            this.service = service;
            this.use = use;
        }

        @Override
        public String toString() {
            return Names.kebab(name());
        }
    }

    /** Reads a kind as files and messages name it. */
    static final class KindConverter implements ITypeConverter<Kind> {
        @Override
        public Kind convert(String text) {
            return Arrays.stream(Kind.values())
                    .filter(kind -> kind.toString().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("unknown kind '%s'; known: %s"
                            .formatted(
                                    text,
                                    Arrays.stream(Kind.values())
                                            .map(Kind::toString)
                                            .collect(Collectors.joining(", ")))));
        }
    }

    private final Supplier<Injector> injector;

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "KIND",
            converter = KindConverter.class,
            description = "The kind of plugin: ${COMPLETION-CANDIDATES}.")
    private @Nullable Kind kind;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "NAME",
            description = "The name of the plugin in experiments, for instance sign-descent.")
    private @Nullable String name;

    @Option(names = "--directory", paramLabel = "DIR", description = "The folder to create. Default: NAME.")
    private @Nullable Path directory;

    @Option(
            names = "--group",
            paramLabel = "GROUP",
            description = "The Maven group id and package. Default: com.example.")
    private String group = "com.example";

    NewCommand(Supplier<Injector> injector) {
        this.injector = injector;
    }

    @Override
    public Integer call() {
        // not required by the parser, because it would require them of 'new experiment', too
        if (kind == null || name == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    kind == null
                            ? "Missing required parameters: 'KIND', 'NAME'"
                            : "Missing required parameter: 'NAME'");
        }
        write(kind, name);
        return 0;
    }

    private void write(Kind kind, String name) {
        String type = type(kind, name);
        Path folder = directory == null ? Path.of(name) : directory;
        requireNew(folder);
        Map<String, String> values = Map.of(
                "group",
                group,
                "path",
                group.replace('.', '/'),
                "name",
                name,
                "class",
                type,
                "kind",
                kind.toString(),
                "api",
                kind.api,
                "contract",
                kind.api + "Contract",
                "use",
                "--set " + kind.use.formatted(name));
        write(folder.resolve("pom.xml"), "pom.xml", values);
        write(folder.resolve("README.md"), "README.md", values);
        Path sources = Path.of(group.replace('.', '/'), type + ".java");
        write(folder.resolve("src/main/java").resolve(sources), kind + ".java", values);
        Path services = folder.resolve("src/main/resources/META-INF/services");
        Folders.create(services);
        OutputFile.write(
                services.resolve(Plugin.class.getPackageName() + "." + kind.service), group + "." + type + "\n");
        Path tests = Path.of(group.replace('.', '/'), type + "Test.java");
        write(folder.resolve("src/test/java").resolve(tests), "test.java", values);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "wrote %s: the %s '%s' is in %s%n",
                folder, kind, name, Path.of("src/main/java").resolve(sources));
        out.printf("next: cd %s && mvn package%n", folder);
    }

    /** The name of the class; the name of the plugin must follow from it. */
    private String type(Kind kind, String name) {
        if (!Names.isValid(name)) {
            throw new InvalidInputException(
                    ("'%s' is not a valid plugin name; use lower-case words of letters and digits joined by hyphens,"
                                    + " starting with a letter, at most 40 characters")
                            .formatted(name));
        }
        String type = Arrays.stream(name.split("-"))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
        if (!Names.kebab(type).equals(name)) {
            throw new InvalidInputException("the class %s would give the plugin the name '%s', not '%s'; use that name"
                    .formatted(type, Names.kebab(type), name));
        }
        if (exists("java.lang." + type) || exists(Plugin.class.getPackageName() + "." + type)) {
            throw new InvalidInputException(
                    "a class %s would hide the one in java.lang or io.descent.api; choose another name"
                            .formatted(type));
        }
        if (!group.matches("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*")) {
            throw new InvalidInputException(
                    "--group '%s' is not a valid package name; use lower-case words joined by dots, such as com.example"
                            .formatted(group));
        }
        PluginRegistry registry = injector.get().getInstance(PluginRegistry.class);
        for (PluginInfo info : registry.all()) {
            if (info.name().equals(name) && info.kind().getSimpleName().equals(kind.service)) {
                throw new InvalidInputException("there is already %s '%s', in %s; choose another name"
                        .formatted(Names.aKind(info.kind()), name, info.origin().jar()));
            }
        }
        return type;
    }

    private static boolean exists(String type) {
        try {
            Class.forName(type, false, NewCommand.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static void requireNew(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            if (files.findAny().isPresent()) {
                throw new InvalidInputException(
                        folder + ": this folder is not empty; choose another one with --directory");
            }
        } catch (IOException e) {
            throw OutputFile.problem(folder, e);
        }
    }

    private static void write(Path file, String template, Map<String, String> values) {
        String text;
        try (InputStream in = NewCommand.class.getResourceAsStream("project/" + template)) {
            text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("__" + value.getKey() + "__", value.getValue());
        }
        Folders.create(Objects.requireNonNull(file.getParent()));
        OutputFile.write(file, text);
    }
}
