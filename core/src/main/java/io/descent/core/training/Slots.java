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

/** The state vectors of an optimizer, one number per parameter element each, zero at first. */
final class Slots {
    private final Map<String, ParameterVector> vectors = new LinkedHashMap<>();

    /** Asks the optimizer once for the names of its slots. */
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

    /** The names, as the optimizer gave them at first. */
    Set<String> names() {
        return Collections.unmodifiableSet(vectors.keySet());
    }

    /** A slot of all parameters. */
    ParameterVector vector(String name) {
        return Objects.requireNonNull(vectors.get(name), name);
    }

    /** The first slot, with the first parameter of it, that is not finite: {@code slot v of dense-1.weight}; null if all are. */
    @Nullable NonFinite firstNonFinite() {
        for (Map.Entry<String, ParameterVector> slot : vectors.entrySet()) {
            var entry = slot.getValue().firstNonFinite();
            if (entry.isPresent()) {
                return new NonFinite(slot.getKey(), entry.get().name());
            }
        }
        return null;
    }

    /** A parameter of a slot that is not finite. */
    record NonFinite(String slot, String parameter) {}
}
