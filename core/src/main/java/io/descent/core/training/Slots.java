package io.descent.core.training;

import io.descent.api.Optimizer;
import io.descent.inference.network.internal.ParameterLayout;
import io.descent.inference.network.internal.ParameterVector;
import io.descent.inference.plugin.internal.PluginFailure;
import io.descent.inference.plugin.internal.PluginInspection;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Precision;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The state vectors of an optimizer, each with one number per parameter element, initially zero. */
final class Slots {
    private final Map<String, ParameterVector> vectors = new LinkedHashMap<>();

    /** Allocates the slots, whose names it asks the optimizer for once. */
    Slots(Optimizer optimizer, ParameterLayout layout, Precision precision) {
        List<String> names = names(optimizer);
        try {
            names.forEach(slot -> vectors.put(slot, new ParameterVector(layout, precision)));
        } catch (OutOfMemoryError e) {
            throw PluginFailure.of(
                    optimizer, "its %d slots of %,d numbers each".formatted(names.size(), layout.size()), e);
        }
    }

    private static List<String> names(Optimizer optimizer) {
        List<String> names;
        List<String> problems;
        try {
            names = optimizer.slots();
            problems = PluginInspection.slotProblems(names);
        } catch (Throwable e) {
            throw PluginFailure.of(optimizer, null, e);
        }
        if (!problems.isEmpty()) {
            throw new InvalidInputException(PluginFailure.name(optimizer) + " " + problems.get(0));
        }
        return List.copyOf(names);
    }

    /** The names that the optimizer declared. */
    Set<String> names() {
        return Collections.unmodifiableSet(vectors.keySet());
    }

    /** One slot, for all parameters. */
    ParameterVector vector(String name) {
        return Objects.requireNonNull(vectors.get(name), name);
    }

    /**
     * The first slot that is not finite and the first affected parameter, for example slot {@code v} of
     * {@code dense-1.weight}; null if all are finite.
     */
    @Nullable
    NonFinite firstNonFinite() {
        for (Map.Entry<String, ParameterVector> slot : vectors.entrySet()) {
            var entry = slot.getValue().firstNonFinite();
            if (entry.isPresent()) {
                return new NonFinite(slot.getKey(), entry.get().name());
            }
        }
        return null;
    }

    /** A slot that is not finite, and the parameter it belongs to. */
    record NonFinite(String slot, String parameter) {}
}
