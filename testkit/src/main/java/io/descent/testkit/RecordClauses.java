package io.descent.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import io.descent.api.Hyperparameter;
import io.descent.api.Plugin;
import io.descent.core.experiment.ExperimentFile;
import io.descent.inference.config.internal.RecordWriter;
import io.descent.inference.file.internal.Json;
import io.descent.inference.plugin.internal.HyperparameterInfo;
import io.descent.inference.plugin.internal.PluginInfo;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.plugin.internal.UsedPlugins;
import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Clauses for plugins of every kind: names and hyperparameters. */
final class RecordClauses {
    private static final double[] EXTREMES = {-1e300, 1e300};
    private static final double[] WHOLE_EXTREMES = {Integer.MIN_VALUE, Integer.MAX_VALUE};

    private final Plugin plugin;

    RecordClauses(Plugin plugin) {
        this.plugin = plugin;
    }

    List<Clause> all() {
        return List.of(
                new Clause(
                        "is a public record with a valid name and hyperparameters that files can set", this::isValid),
                new Clause("has a no-argument constructor that gives the defaults", this::hasDefaults),
                new Clause("is unchanged after being written to a file and read back", this::roundTrips),
                new Clause("rejects hyperparameters that are out of range", this::refuses),
                new Clause("accepts the values that its ranges allow, or says why not", this::acceptsItsRanges),
                new Clause(
                        "does not call Math.exp or other methods whose results differ between machines",
                        this::usesNoMath));
    }

    private PluginRegistry registry() {
        Map<Class<? extends Plugin>, List<Plugin>> plugins = new LinkedHashMap<>();
        for (Plugin each : new UsedPlugins(plugin).all()) {
            plugins.computeIfAbsent(PluginInfo.kindOf(each.getClass()), kind -> new ArrayList<>())
                    .add(each);
        }
        return new PluginRegistry(plugins.keySet(), plugins);
    }

    private void isValid() {
        registry().problems().forEach(problem -> fail(problem));
    }

    private void hasDefaults() throws ReflectiveOperationException {
        Constructor<?> constructor;
        try {
            constructor = plugin.getClass().getConstructor();
        } catch (NoSuchMethodException e) {
            fail("add a public constructor without arguments, which gives the defaults");
            return;
        }
        Object first = constructor.newInstance();
        if (!first.equals(constructor.newInstance())) {
            fail(
                    "two instances with the default hyperparameters are not equal: the record may hold only hyperparameters");
        }
    }

    private void roundTrips() {
        String text = Json.line(Map.of(plugin.name(), RecordWriter.map((Record) plugin)));
        try {
            Plugin read = new ExperimentFile(registry()).readPlugin(text, PluginInfo.kindOf(plugin.getClass()));
            if (!plugin.equals(read)) {
                fail("written to a file as %s it is read back as %s, expected %s".formatted(text, read, plugin));
            }
        } catch (InvalidInputException e) {
            fail("written to a file it cannot be read back: " + e.getMessage());
        }
    }

    /** The range may come from the annotation or from the constructor. */
    private void refuses() throws ReflectiveOperationException {
        for (HyperparameterInfo info : HyperparameterInfo.of(plugin.getClass().asSubclass(Record.class), plugin)) {
            Class<?> type = info.component().getType();
            double[] extremes = type == int.class ? WHOLE_EXTREMES : EXTREMES;
            if (type != int.class && type != double.class) {
                continue;
            }
            boolean all = true;
            for (double extreme : extremes) {
                all &= info.allows(extreme) && accepts(info, extreme);
            }
            if (all) {
                fail("the hyperparameter %s accepts %s and %s; give it a range: @Hyperparameter(min = ..., max = ...)"
                        .formatted(info.key(), extremes[0], extremes[1]));
            }
        }
    }

    /** Tries the bounds of each range, or values just inside if they are excluded. */
    private void acceptsItsRanges() throws ReflectiveOperationException {
        for (HyperparameterInfo info : HyperparameterInfo.of(plugin.getClass().asSubclass(Record.class), plugin)) {
            Hyperparameter range = info.annotation();
            Class<?> type = info.component().getType();
            if (range == null || (type != int.class && type != double.class)) {
                continue;
            }
            for (double end : new double[] {range.min(), range.max()}) {
                double inside = end == range.min() ? 1 : -1;
                double moved = type == int.class ? end + inside : end + inside * 1e-9 * Math.max(1, Math.abs(end));
                double value = info.allows(end) ? end : moved;
                if (info.allows(value)) {
                    accepts(info, value); // may also throw an IllegalArgumentException
                }
            }
        }
    }

    private void usesNoMath() throws IOException {
        List<String> calls = new MathCalls(plugin.getClass()).found();
        if (!calls.isEmpty()) {
            fail("it calls %s, whose results differ between machines; use Tensor operations or StrictMath"
                    .formatted(String.join(", ", calls)));
        }
    }

    private boolean accepts(HyperparameterInfo changed, double value) throws ReflectiveOperationException {
        RecordComponent[] components = plugin.getClass().getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] arguments = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            boolean same = components[i].getName().equals(changed.component().getName());
            Object changedValue = types[i] == int.class ? (Object) (int) value : (Object) value;
            arguments[i] = same ? changedValue : components[i].getAccessor().invoke(plugin);
        }
        try {
            plugin.getClass().getConstructor(types).newInstance(arguments);
            return true;
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            if (cause instanceof IllegalArgumentException
                    && cause.getMessage() != null
                    && !cause.getMessage().isBlank()) {
                return false;
            }
            return fail("%s = %s throws %s; throw an IllegalArgumentException that says what is allowed"
                    .formatted(changed.key(), value, cause));
        }
    }
}
