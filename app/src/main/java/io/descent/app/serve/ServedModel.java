package io.descent.app.serve;

import io.descent.core.run.RunFiles;
import io.descent.inference.Model;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.problem.PluginException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** The model that a server predicts with. A new one in its folder replaces it; one that cannot be loaded does not. */
final class ServedModel {
    /** From a run folder to the files of a member of an average. */
    private static final int DEPTH = 3;

    private final Path folder;
    private final Function<Path, Model> loader;
    private final ServerMetrics metrics;
    private final Consumer<String> log;
    private volatile Scorer scorer;
    private List<String> seen;

    /**
     * Loads the model.
     *
     * @param loader loads it from its folder
     * @param log receives what happens later
     * @throws InvalidInputException if it cannot be loaded
     */
    ServedModel(Path folder, Function<Path, Model> loader, ServerMetrics metrics, Consumer<String> log) {
        this.folder = folder;
        this.loader = loader;
        this.metrics = metrics;
        this.log = log;
        this.seen = files();
        this.scorer = new Scorer(loader.apply(folder));
    }

    /** The scorer of the newest model. A request uses one from its beginning to its end. */
    Scorer scorer() {
        return scorer;
    }

    /** The name of the model in requests: that of its folder. */
    String name() {
        Path name = folder.toAbsolutePath().normalize().getFileName();
        return name == null ? "model" : name.toString();
    }

    /** The model card in the folder; empty if there is none. */
    String card() {
        try {
            return Files.readString(folder.resolve(RunFiles.MODEL_CARD));
        } catch (IOException e) {
            return "";
        }
    }

    /** Loads the model again if a file of its folder has changed. Called by one thread. */
    void refresh() {
        List<String> now = files();
        if (now.equals(seen)) {
            return;
        }
        seen = now;
        String before = scorer.model().parts().weightsSha256();
        try {
            Model next = loader.apply(folder);
            if (!next.parts().weightsSha256().equals(before)) {
                log.accept("loaded the new model in " + folder);
            }
            scorer = new Scorer(next);
            metrics.reloaded(true);
        } catch (InvalidInputException | PluginException e) {
            metrics.reloaded(false);
            log.accept("the new model could not be loaded, so the old one stays: " + e.getMessage());
        }
    }

    /** What tells whether a file of the folder has changed. */
    private List<String> files() {
        List<String> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(folder, DEPTH)) {
            for (Path file : all.sorted().toList()) {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                if (attributes.isRegularFile()) {
                    files.add("%s %d %s %s"
                            .formatted(file, attributes.size(), attributes.lastModifiedTime(), attributes.fileKey()));
                }
            }
        } catch (IOException | UncheckedIOException e) {
            files.clear(); // the folder is being replaced, or gone; the old model stays
        }
        return files;
    }
}
