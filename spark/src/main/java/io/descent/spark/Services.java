package io.descent.spark;

import com.google.inject.Guice;
import com.google.inject.Injector;
import io.descent.core.config.internal.YamlFile;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ExperimentFile;
import io.descent.core.wiring.PluginsModule;
import io.descent.core.wiring.Trainings;
import io.descent.inference.file.internal.Sha256;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.tensor.internal.Backend;
import io.descent.inference.tensor.internal.Backends;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkFiles;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * The parts of this library in one process: those of its own jar, and plugins in jars that were sent with
 * {@code addFile}, each in a class loader of its own.
 */
final class Services {
    private static final ConcurrentHashMap<Plugins, Services> MADE = new ConcurrentHashMap<>();

    private final PluginRegistry registry;
    private final Injector injector;
    private final Backend backend;

    /**
     * The plugins that come in addition to those of this library.
     *
     * @param jars the names of their files, which begin with a part of their SHA-256
     */
    record Plugins(List<String> jars) implements Serializable {
        /** No plugins. */
        static final Plugins NONE = new Plugins(List.of());

        /**
         * Sends jars to every executor.
         *
         * @param paths jars, on this machine or any file system that Hadoop reads
         * @throws InvalidInputException if one cannot be read
         */
        static Plugins send(JavaSparkContext context, String[] paths) {
            List<String> names = new ArrayList<>();
            for (String path : paths) {
                org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(path);
                try (InputStream in =
                        file.getFileSystem(context.hadoopConfiguration()).open(file)) {
                    byte[] jar = in.readAllBytes();
                    String hash = HexFormat.of().formatHex(Sha256.start().digest(jar));
                    String name = hash.substring(0, 16) + "-" + file.getName();
                    if (!names.contains(name)) {
                        Path copy = Files.createTempDirectory("descent-plugin").resolve(name);
                        Files.write(copy, jar);
                        copy.toFile().deleteOnExit();
                        context.addFile(copy.toString());
                        names.add(name);
                    }
                } catch (IOException e) {
                    throw new InvalidInputException(
                            "plugins: %s cannot be read: %s".formatted(path, e.getMessage()), e);
                }
            }
            return new Plugins(List.copyOf(names));
        }

        /** Sends jars by the session in use, if there are any. */
        static Plugins send(String[] paths) {
            return paths.length == 0
                    ? NONE
                    : send(
                            JavaSparkContext.fromSparkContext(
                                    SparkSession.active().sparkContext()),
                            paths);
        }

        /** The parts of this library in this process. */
        Services services() {
            return MADE.computeIfAbsent(
                    this,
                    plugins -> new Services(plugins.jars().isEmpty() ? List.of() : List.of(folder(plugins.jars()))));
        }
    }

    /**
     * Finds the plugins.
     *
     * @param folders contain jars
     */
    Services(List<Path> folders) {
        registry = PluginsModule.find(Services.class.getClassLoader(), folders);
        injector = Guice.createInjector(new PluginsModule(registry));
        backend = Backends.fastest(registry.instances(Backend.class));
    }

    /** A folder with these jars alone: the folder of Spark's files may have others. */
    private static Path folder(List<String> jars) {
        Path folder = temporaryFolder("descent-plugins");
        try {
            for (String jar : jars) {
                Path copy = folder.resolve(jar);
                Files.copy(Path.of(SparkFiles.get(jar)), copy);
                copy.toFile().deleteOnExit();
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new folder, which is deleted at the end of the process if it is empty then. */
    static Path temporaryFolder(String name) {
        try {
            Path folder = Files.createTempDirectory(name);
            folder.toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    PluginRegistry registry() {
        return registry;
    }

    Backend backend() {
        return backend;
    }

    Trainings trainings() {
        return injector.getInstance(Trainings.class);
    }

    /** Reads a resolved experiment. */
    Experiment experiment(String yaml) {
        return experiments().read(YamlFile.of("experiment", yaml, Path.of("").toAbsolutePath(), List.of()));
    }

    ExperimentFile experiments() {
        return injector.getInstance(ExperimentFile.class);
    }
}
