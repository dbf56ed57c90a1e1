package io.descent.core.experiment;

import io.descent.core.tune.StudySpec;
import io.descent.inference.config.internal.Binder;
import io.descent.inference.config.internal.Problems;

import io.descent.api.Plugin;
import io.descent.inference.plugin.internal.Names;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads experiments from YAML 1.2 files. */
public final class ExperimentFile {
    private static final int LONGEST = 1 << 20;
    private static final String SEARCH = "search";

    private final PluginRegistry registry;

    /** A reader that knows the given plugins. */
    @Inject
    public ExperimentFile(PluginRegistry registry) {
        this.registry = registry;
    }

    /**
     * Reads an experiment; a section {@code search} is for {@link #readStudy}.
     *
     * @param file paths in it are relative to its folder
     * @param overrides such as {@code training.epochs=3}, applied in this order; paths in them are relative to the current
     *     folder
     * @throws InvalidInputException with every problem of the file, each with its line
     */
    public Experiment read(Path file, List<String> overrides) {
        return parse(file.toString(), text(file, LONGEST), directoryOf(file), overrides, Experiment.class);
    }

    /**
     * Reads a study: an experiment with a section {@code search}.
     *
     * @param file as for {@link #read}, which ignores that section
     * @throws InvalidInputException with every problem of the file, each with its line
     */
    public StudySpec readStudy(Path file, List<String> overrides) {
        String label = file.toString();
        Problems problems = new Problems(label);
        List<String> misplaced = new ArrayList<>();
        Node root = overridden(compose(label, text(file, LONGEST)), overrides, misplaced);
        Node search = null;
        if (root instanceof MappingNode mapping) {
            search = mapping.getValue().stream()
                    .filter(tuple -> isSearch(tuple.getKeyNode()))
                    .map(NodeTuple::getValueNode)
                    .findFirst()
                    .orElse(null);
        }
        if (search == null) {
            problems.add(
                    root,
                    "search",
                    "is missing; say what is to be searched, for instance"
                            + " search: {space: {training.learning-rate: {log: [0.0001, 1]}}}");
        }
        StudySpec spec = search == null
                ? null
                : StudySpec.read(
                        withoutSearch(root),
                        search,
                        each -> binder(each, label, directoryOf(file)),
                        registry,
                        problems);
        misplaced.addAll(0, problems.texts());
        if (spec == null || !misplaced.isEmpty()) {
            throw InvalidInputException.of(label, misplaced);
        }
        return spec;
    }

    private static boolean isSearch(Node key) {
        return key instanceof ScalarNode scalar && scalar.getValue().equals(SEARCH);
    }

    /** An experiment without what is for studies. */
    private static Node withoutSearch(Node root) {
        if (!(root instanceof MappingNode mapping)) {
            return root;
        }
        List<NodeTuple> tuples = mapping.getValue().stream()
                .filter(tuple -> !isSearch(tuple.getKeyNode()))
                .toList();
        return new MappingNode(
                mapping.getTag(), true, tuples, mapping.getFlowStyle(), mapping.getStartMark(), mapping.getEndMark());
    }

    /**
     * Reads a record of another type in the same way, JSON files included: JSON is YAML.
     *
     * @param longest bytes that the file may have
     * @throws InvalidInputException with every problem of the file, each with its line
     */
    public <R extends Record> R readRecord(Path file, Class<R> type, int longest) {
        return parse(file.toString(), text(file, longest), directoryOf(file), List.of(), type);
    }

    /**
     * Reads a plugin as files have it.
     *
     * @param text its name, or a map from its name to its hyperparameters
     * @throws InvalidInputException with every problem of the text
     */
    public <P extends Plugin> P readPlugin(String text, Class<P> kind) {
        String label = Names.kind(kind);
        Problems problems = new Problems(label);
        Plugin plugin = new Binder(registry, problems, node -> Path.of("").toAbsolutePath())
                .plugin(compose(label, text), kind, "");
        if (plugin == null || !problems.texts().isEmpty()) {
            throw InvalidInputException.of(label, problems.texts());
        }
        return kind.cast(plugin);
    }

    private static Path directoryOf(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }

    private static String text(Path file, long longest) {
        try {
            if (Files.isDirectory(file)) {
                throw new InvalidInputException(file + ": is a folder, an experiment file was expected");
            }
            if (Files.size(file) > longest) {
                throw new InvalidInputException(
                        file + ": is larger than " + longest + " bytes, too large for what it should be");
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new InvalidInputException(file + ": there is no such file", e);
        } catch (CharacterCodingException e) {
            throw new InvalidInputException(file + ": is not UTF-8 text", e);
        } catch (IOException e) {
            throw new InvalidInputException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    <R extends Record> R parse(String label, String text, Path directory, List<String> overrides, Class<R> type) {
        List<String> misplaced = new ArrayList<>();
        Node root = overridden(compose(label, text), overrides, misplaced);
        if (type == Experiment.class) {
            root = withoutSearch(root);
        }
        Problems problems = new Problems(label);
        Binder binder = binder(problems, label, directory);
        R record = null;
        if (root instanceof MappingNode) {
            record = binder.section(root, type, "");
        } else {
            problems.add(root, "file", "expected sections of keys and values");
        }
        List<String> all = new ArrayList<>(problems.texts());
        all.addAll(misplaced);
        if (record == null || !all.isEmpty()) {
            throw InvalidInputException.of(label, all);
        }
        return record;
    }

    private static Node overridden(Node root, List<String> overrides, List<String> misplaced) {
        for (String override : overrides) {
            try {
                root = Overrides.apply(root, override);
            } catch (InvalidInputException e) {
                misplaced.addAll(e.problems());
            }
        }
        return root;
    }

    private Binder binder(Problems problems, String label, Path directory) {
        return new Binder(registry, problems, node -> directory(node, label, directory));
    }

    private static Path directory(Node node, String label, Path directory) {
        boolean inFile =
                node.getStartMark().map(mark -> mark.getName().equals(label)).orElse(false);
        return inFile ? directory : Path.of("").toAbsolutePath();
    }

    /**
     * The tree of a YAML text.
     *
     * @param label names the text in marks and messages
     */
    static Node compose(String label, String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(label)
                .setCodePointLimit(Integer.MAX_VALUE)
                .build();
        try {
            Optional<Node> node = new Compose(settings).composeString(text);
            return node.orElseThrow(() -> new InvalidInputException(label + ": is empty"));
        } catch (MarkedYamlEngineException e) {
            String line = e.getProblemMark()
                    .map(mark -> "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ": ")
                    .orElse("");
            throw new InvalidInputException("%s: %sis no valid YAML: %s".formatted(label, line, e.getProblem()), e);
        } catch (YamlEngineException e) {
            throw new InvalidInputException(label + ": is no valid YAML: " + e.getMessage(), e);
        } catch (StackOverflowError e) {
            throw new InvalidInputException(label + ": is nested too deeply", e);
        }
    }
}
