package io.descent.inference.plugin.internal;

import io.descent.api.Activation;
import io.descent.api.Optimizer;
import io.descent.api.Plugin;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Checks plugins that could be loaded. */
public final class PluginInspection {
    /** Each slot is as large as all parameters. */
    private static final int MOST_SLOTS = 32;

    private PluginInspection() {}

    /**
     * Checks a plugin and returns its name; null if a problem keeps it from being read.
     *
     * @param problems receives the problems, each worded to follow the name of the class
     */
    static @Nullable String inspect(Class<? extends Plugin> kind, Plugin plugin, List<String> problems) {
        Class<? extends Plugin> type = plugin.getClass();
        if (!type.isRecord()) {
            problems.add("is not a record, so its hyperparameters are unknown; make it a public record");
            return null;
        }
        for (Method method : kind.getMethods()) {
            if (Modifier.isAbstract(method.getModifiers()) && !implementsMethod(type, method)) {
                problems.add("lacks the method " + method.getName() + ": "
                        + LoadingFailure.anotherVersion("this version has " + method.toGenericString()));
                return null;
            }
        }
        String name = plugin.name();
        if (name == null) {
            problems.add("returns null from name(); remove that method, or return a name");
            return null;
        }
        PluginName.remember(type, name);
        if (!Names.isValid(name)) {
            problems.add(
                    "is called '%s', which is not a valid name; use lower-case words of letters and digits joined by hyphens, starting with a letter, at most 40 characters"
                            .formatted(PluginFailure.shortened(name)));
        }
        for (HyperparameterInfo info : HyperparameterInfo.of(type.asSubclass(Record.class), plugin)) {
            if (!info.isSettable()) {
                problems.add(
                        "has the hyperparameter %s of type %s; allowed types are double, int, long, boolean, String, an enum, List<Double>, SortedMap<Integer, Double>, or a kind of plugin"
                                .formatted(
                                        info.key(), info.component().getType().getSimpleName()));
            }
        }
        for (HyperparameterInfo info : HyperparameterInfo.of(type.asSubclass(Record.class), plugin)) {
            if (info.value() instanceof Number number && !info.allows(number.doubleValue())) {
                problems.add(
                        "has the default %s for %s, which is not %s; correct it in the constructor without arguments"
                                .formatted(number, info.key(), info.range().isEmpty() ? "finite" : info.range()));
            } else if (info.value() == null) {
                problems.add(
                        "has no default for %s; set it in the constructor without arguments".formatted(info.key()));
            }
        }
        if (plugin instanceof Optimizer optimizer) {
            problems.addAll(slotProblems(optimizer.slots()));
        }
        if (plugin instanceof Activation activation && activation.link() == null) {
            problems.add("returns null from link(); remove that method, or return a constant of Link");
        }
        return name;
    }

    private static boolean implementsMethod(Class<?> type, Method method) {
        try {
            return !Modifier.isAbstract(
                    type.getMethod(method.getName(), method.getParameterTypes()).getModifiers());
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    /** The problems of an optimizer's slots, each worded to follow its name; empty if there are none. */
    public static List<String> slotProblems(@Nullable List<@Nullable String> slots) {
        List<String> problems = new ArrayList<>();
        if (slots == null || slots.stream().anyMatch(Objects::isNull)) {
            problems.add("returns null from slots(), or a list that contains null; return a list of names");
            return problems;
        }
        if (slots.stream().distinct().count() != slots.size()
                || !slots.stream().allMatch(slot -> slot.matches("[A-Za-z0-9_]{1,40}"))) {
            problems.add("has the slots " + PluginFailure.shortened(slots.toString())
                    + "; use different names, each of letters, digits and underscores, at most 40 characters");
        }
        if (slots.size() > MOST_SLOTS) {
            problems.add("has %d slots, each as large as all parameters; at most %d are allowed"
                    .formatted(slots.size(), MOST_SLOTS));
        }
        return problems;
    }
}
