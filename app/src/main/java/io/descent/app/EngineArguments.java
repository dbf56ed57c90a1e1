package io.descent.app;

import com.google.inject.Injector;
import io.descent.inference.Model;
import io.descent.inference.model.internal.ModelFile;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.tensor.internal.Backend;
import io.descent.inference.tensor.internal.Backends;
import io.descent.inference.tensor.internal.EngineSpec;
import io.descent.inference.tensor.internal.Scalar;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for backend and threads. Results do not depend on them. */
final class EngineArguments {
    static final String PARANOID =
            "Check that plugins do not write to what they may only read. Slower; results do not depend on it.";

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "The number of threads. Default: one per core. Results do not depend on it.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description =
                    "scalar or simd. Default: simd if the JVM supports it, else scalar. Results do not depend on it.")
    private @Nullable String backend;

    @Option(names = "--paranoid", description = PARANOID)
    private boolean paranoid;

    EngineSpec spec(Injector injector) {
        return spec(injector.getInstance(PluginRegistry.class));
    }

    /** The backend and the number of threads. */
    EngineSpec spec(PluginRegistry registry) {
        if (threads < 1 || threads > 1024) {
            throw new InvalidInputException("--threads is %d; it must be from 1 to 1024".formatted(threads));
        }
        return new EngineSpec(backend(registry), threads, paranoid);
    }

    /** Rejects an option that a command without training cannot obey. */
    void refuseParanoid() {
        if (paranoid) {
            throw new InvalidInputException("--paranoid checks plugins while they train or are evaluated; use it with"
                    + " train, tune, check or evaluate");
        }
    }

    private Backend backend(PluginRegistry registry) {
        return backend == null
                ? Backends.fastest(registry.instances(Backend.class))
                : Backends.usable(registry.require(Backend.class, backend), "--backend " + backend);
    }

    /** Loads a model that predicts with the chosen backend. */
    Model model(Path folder, Injector injector) {
        return model(folder, injector.getInstance(PluginRegistry.class));
    }

    /** Loads a model that predicts with the chosen backend. */
    Model model(Path folder, PluginRegistry registry) {
        return new Model(ModelFile.load(folder, registry), spec(registry).backend());
    }

    /** The backend and the number of threads, and how to get a faster backend. */
    String describe(Injector injector, EngineSpec engine) {
        String description = "%s kernels on %d %s"
                .formatted(engine.backend().name(), engine.threads(), engine.threads() == 1 ? "thread" : "threads");
        if (backend == null && engine.backend() instanceof Scalar) {
            for (Backend other : injector.getInstance(PluginRegistry.class).instances(Backend.class)) {
                if (other.missing() != null) {
                    description += " (faster: %s; %s)".formatted(other.name(), other.missing());
                }
            }
        }
        return description;
    }
}
