package io.descent.core.tune;

import io.descent.api.Hyperparameter;
import io.descent.core.search.ChoiceRange;
import io.descent.core.search.NumberRange;
import io.descent.core.search.NumberRange.Scale;
import io.descent.core.search.Range;
import io.descent.inference.plugin.internal.HyperparameterInfo;
import io.descent.inference.plugin.internal.Names;
import io.descent.inference.spec.Default;
import io.descent.inference.text.internal.Decimal;
import java.util.Arrays;
import java.util.List;

/**
 * The range of a hyperparameter that is searched with {@code auto}: the range and scale of its annotation. Where a
 * logarithmic scale has no bound, the range extends two orders of magnitude beyond the default.
 */
final class AutoRange {
    private static final double ORDERS = 100;

    /** The distance of a range from an excluded bound, as a share of the width. */
    private static final double GAP = 0.01;

    /** Bounds of whole numbers further apart than this are mere sanity checks, too wide to search. */
    private static final double WIDEST = 1e5;

    private AutoRange() {}

    /**
     * Returns the range.
     *
     * @throws IllegalArgumentException if annotation and default do not determine one
     */
    static Range of(HyperparameterInfo info) {
        Class<?> type = info.component().getType();
        if (type == boolean.class) {
            return new ChoiceRange(List.of("false", "true"));
        }
        if (type.isEnum()) {
            return new ChoiceRange(Arrays.stream(type.getEnumConstants())
                    .map(constant -> Names.kebab(((Enum<?>) constant).name()))
                    .toList());
        }
        Hyperparameter limits = info.annotation();
        boolean whole = type == int.class || type == long.class || type == Integer.class || type == Long.class;
        if (limits == null || !(whole || type == double.class || type == Double.class)) {
            throw none("it declares no range");
        }
        return switch (limits.scale()) {
            case LOG -> log(limits, usual(info), whole);
            case ONE_MINUS_LOG -> oneMinusLog(limits, usual(info));
            case LINEAR -> linear(limits, whole);
        };
    }

    /** The default; NaN if there is none. */
    private static double usual(HyperparameterInfo info) {
        Default otherwise = info.component().getAnnotation(Default.class);
        if (info.value() instanceof Number number) {
            return number.doubleValue();
        }
        return otherwise == null ? Double.NaN : Decimal.parse(otherwise.value());
    }

    private static Range log(Hyperparameter limits, double usual, boolean whole) {
        boolean open = !(limits.min() > 0) || limits.max() == Double.POSITIVE_INFINITY;
        if (open && !(usual > 0)) {
            throw none("its scale is logarithmic and it has no default to start from");
        }
        double from = limits.min() > 0 ? limits.min() : usual / ORDERS;
        double to = Math.min(limits.max(), limits.max() == Double.POSITIVE_INFINITY ? usual * ORDERS : limits.max());
        return whole
                ? new NumberRange(Scale.LOG_INTEGER, Math.max(1, Math.rint(from)), Math.rint(to))
                : new NumberRange(Scale.LOG, from, to);
    }

    private static Range oneMinusLog(Hyperparameter limits, double usual) {
        double to = limits.max() < 1 ? limits.max() : 1 - (1 - usual) / ORDERS;
        if (!(to < 1) || limits.min() == Double.NEGATIVE_INFINITY) {
            throw none("its scale is one-minus-log and it has no default below 1 to start from");
        }
        return new NumberRange(Scale.ONE_MINUS_LOG, limits.min(), to);
    }

    private static Range linear(Hyperparameter limits, boolean whole) {
        double span = limits.max() - limits.min();
        if (span == Double.POSITIVE_INFINITY || (whole && span > WIDEST)) {
            throw none("its range is too wide to search");
        }
        if (whole) {
            return new NumberRange(Scale.INTEGER, limits.min(), limits.max());
        }
        return new NumberRange(
                Scale.LINEAR,
                limits.min() + (limits.minExclusive() ? GAP * span : 0),
                limits.max() - (limits.maxExclusive() ? GAP * span : 0));
    }

    private static IllegalArgumentException none(String why) {
        return new IllegalArgumentException(
                "auto is not possible: %s; write a range such as {log: [0.001, 1]} or {integer: [1, 10]}"
                        .formatted(why));
    }
}
