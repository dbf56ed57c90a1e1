package io.descent.app;

import java.nio.file.Path;
import io.descent.inference.tensor.internal.Backends;
import io.descent.inference.model.internal.ModelFile;
import io.descent.inference.Model;
import com.google.inject.Injector;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.tensor.internal.Backend;
import io.descent.inference.tensor.internal.EngineSpec;
import io.descent.inference.tensor.internal.Scalar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What computes, as the command line has it. No result depends on it. */
final class EngineArguments {
    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "how many threads share the work; by default one a core. Results do not depend on it")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description = "scalar or simd; by default simd where the JVM has it. Results do not depend on it")
    private @Nullable String backend;

    EngineSpec spec(Injector injector) {
        if (threads < 1 || threads > 1024) {
            throw new InvalidInputException("--threads is %d; it must be from 1 to 1024".formatted(threads));
        }
        return new EngineSpec(backend(injector.getInstance(PluginRegistry.class)), threads);
    }

    private Backend backend(PluginRegistry registry) {
        if (backend != null) {
            Backend asked = registry.require(Backend.class, backend);
            if (asked.missing() != null) {
                throw new InvalidInputException("--backend %s: %s".formatted(backend, asked.missing()));
            }
            return asked;
        }
        return Backends.fastest(registry.instances(Backend.class));
    }

    /** A model that predicts with the kernels that were asked for. */
    Model model(Path folder, Injector injector) {
        return new Model(
                ModelFile.load(folder, injector.getInstance(PluginRegistry.class)),
                spec(injector).backend());
    }

    /** What computes, and how to get what would be faster. */
    String describe(Injector injector, EngineSpec engine) {
        String description = "%s kernels on %d %s"
                .formatted(engine.backend().name(), engine.threads(), engine.threads() == 1 ? "thread" : "threads");
        if (backend == null && engine.backend() instanceof Scalar) {
            for (Backend other :
                    injector.getInstance(PluginRegistry.class).instances(Backend.class)) {
                if (other.missing() != null) {
                    description += " (faster: %s; %s)".formatted(other.name(), other.missing());
                }
            }
        }
        return description;
    }
}
