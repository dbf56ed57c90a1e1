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

/** What is wrong with a plugin that could be loaded. */
public final class PluginInspection {
    /** Each slot is as large as all parameters. */
    private static final int MOST_SLOTS = 32;

    private PluginInspection() {}

    /**
     * Gives the name of a plugin.
     *
     * @param problems receives what is wrong, each to follow the name of the class
     */
    static @Nullable String inspect(Class<? extends Plugin> kind, Plugin plugin, List<String> problems) {
        Class<? extends Plugin> type = plugin.getClass();
        if (!type.isRecord()) {
            problems.add("is no record, so that its hyperparameters are not known; make it a public record");
            return null;
        }
        for (Method method : kind.getMethods()) {
            if (Modifier.isAbstract(method.getModifiers()) && !implementsMethod(type, method)) {
                problems.add("lacks the method " + method.getName() + ": "
                        + LoadingFailure.anotherVersion("it has " + method.toGenericString()));
                return null;
            }
        }
        String name = plugin.name();
        if (name == null) {
            problems.add("gives null as its name; leave name() out, or give a text");
            return null;
        }
        if (!Names.isValid(name)) {
            problems.add(
                    "is called '%s', which is not a valid name; allowed are lower-case words of letters and digits joined by hyphens, beginning with a letter, at most 40 characters"
                            .formatted(name));
        }
        for (HyperparameterInfo info : HyperparameterInfo.of(type.asSubclass(Record.class), plugin)) {
            if (!info.isSettable()) {
                problems.add(
                        "has the hyperparameter %s of the type %s; allowed are double, int, long, boolean, String, an enum, SortedMap<Integer, Double>, or a kind of plugin"
                                .formatted(
                                        info.key(), info.component().getType().getSimpleName()));
            }
        }
        for (HyperparameterInfo info : HyperparameterInfo.of(type.asSubclass(Record.class), plugin)) {
            if (info.value() instanceof Number number && !info.allows(number.doubleValue())) {
                problems.add(
                        "has the default %s of %s, which is not %s; let its constructor without arguments give one that is"
                                .formatted(number, info.key(), info.range().isEmpty() ? "finite" : info.range()));
            } else if (info.value() == null) {
                problems.add(
                        "has no default of %s; let its constructor without arguments give one".formatted(info.key()));
            }
        }
        if (plugin instanceof Optimizer optimizer) {
            problems.addAll(slotProblems(optimizer.slots()));
        }
        if (plugin instanceof Activation activation && activation.link() == null) {
            problems.add("gives null as its link; leave link() out, or give one of Link");
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

    /** What is wrong with the slots of an optimizer, each to follow its name; empty if nothing is. */
    public static List<String> slotProblems(@Nullable List<@Nullable String> slots) {
        List<String> problems = new ArrayList<>();
        if (slots == null || slots.stream().anyMatch(Objects::isNull)) {
            problems.add("gives null as its slots, or among them; give a list of names");
            return problems;
        }
        if (slots.stream().distinct().count() != slots.size()
                || !slots.stream().allMatch(slot -> slot.matches("[A-Za-z0-9_]{1,40}"))) {
            problems.add("has the slots " + slots
                    + "; they must have different names of letters, digits and underscores, at most 40 characters");
        }
        if (slots.size() > MOST_SLOTS) {
            problems.add("has %d slots, each as large as all parameters; at most %d are allowed"
                    .formatted(slots.size(), MOST_SLOTS));
        }
        return problems;
    }
}
