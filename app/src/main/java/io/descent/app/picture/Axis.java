package io.descent.app.picture;

import io.descent.core.search.ChoiceRange;
import io.descent.core.search.NumberRange;
import io.descent.core.search.NumberRange.Scale;
import io.descent.core.search.Range;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * An axis from 0 to 1 with labels.
 *
 * @param title what the axis shows
 * @param ticks its labels and their places
 */
public record Axis(String title, List<Tick> ticks) {
    private static final int FEW = 3;
    private static final int USUAL = 6;

    /**
     * A label at a place.
     *
     * @param at the place, from 0 to 1
     */
    public record Tick(double at, String label) {}

    /** The text of a number at an axis: rounded to six digits, because sums of steps are not exact. */
    public static String number(double value) {
        BigDecimal rounded = new BigDecimal(value, new MathContext(6)).stripTrailingZeros();
        double size = Math.abs(value);
        if (size != 0 && (size < 1e-4 || size >= 1e7)) {
            return rounded.toString();
        }
        return size < 1000 ? rounded.toPlainString() : String.format(Locale.ROOT, "%,.0f", rounded);
    }

    /** A logarithmic axis of positive numbers. */
    static Axis logarithmic(String title, double from, double to) {
        List<Double> powers = powers(from, to, 1);
        List<Double> values = powers.size() >= FEW ? powers : powers(from, to, 1, 2, 5);
        return new Axis(
                title,
                values.stream()
                        .map(value -> new Tick(Math.log(value / from) / Math.log(to / from), number(value)))
                        .toList());
    }

    /** A linear axis of numbers. */
    public static Axis linear(String title, double from, double to) {
        List<Tick> ticks = new ArrayList<>();
        for (double value : round(from, to)) {
            ticks.add(new Tick((value - from) / (to - from), number(value)));
        }
        return new Axis(title, ticks);
    }

    /** The axis of a hyperparameter, on the scale of its range. */
    static Axis of(String title, Range range) {
        List<Tick> ticks = new ArrayList<>();
        if (range instanceof ChoiceRange choice) {
            choice.labels().forEach(label -> ticks.add(new Tick(choice.place(label), label)));
        } else if (range instanceof NumberRange numbers) {
            for (double value : values(numbers)) {
                ticks.add(new Tick(numbers.place(value), number(value)));
            }
            ticks.sort(Comparator.comparingDouble(Tick::at));
        }
        return new Axis(title, ticks);
    }

    private static List<Double> values(NumberRange range) {
        Scale scale = range.scale();
        if (scale == Scale.LOG || scale == Scale.LOG_INTEGER) {
            List<Double> powers = powers(range.from(), range.to(), 1);
            return powers.size() >= FEW ? powers : powers(range.from(), range.to(), 1, 2, 5);
        }
        if (scale == Scale.ONE_MINUS_LOG) {
            List<Double> rest = powers(1 - range.to(), 1 - range.from(), 1);
            return (rest.size() >= FEW ? rest : powers(1 - range.to(), 1 - range.from(), 1, 2, 5))
                    .stream().map(power -> 1 - power).toList();
        }
        return round(range.from(), range.to()).stream()
                .filter(value -> scale == Scale.LINEAR || value == Math.rint(value))
                .toList();
    }

    /** The given multiples of powers of ten between two positive numbers, which may be inexact. */
    private static List<Double> powers(double from, double to, int... digits) {
        List<Double> values = new ArrayList<>();
        for (int exponent = (int) Math.floor(Math.log10(from)); exponent <= Math.log10(to) + 1e-9; exponent++) {
            for (int digit : digits) {
                double value = Double.parseDouble(digit + "e" + exponent);
                if (value >= from * (1 - 1e-9) && value <= to * (1 + 1e-9)) {
                    values.add(value);
                }
            }
        }
        int every = (values.size() + USUAL - 1) / USUAL;
        List<Double> some = new ArrayList<>();
        for (int i = 0; i < values.size(); i += every) {
            some.add(values.get(i));
        }
        return some;
    }

    /** About six multiples of 1, 2 or 5 times a power of ten. */
    private static List<Double> round(double from, double to) {
        double power = Math.pow(10, Math.floor(Math.log10((to - from) / USUAL)));
        double step = power;
        for (double factor : new double[] {1, 2, 5, 10}) {
            step = factor * power;
            if ((to - from) / step <= USUAL) {
                break;
            }
        }
        List<Double> values = new ArrayList<>();
        for (double i = Math.ceil(from / step - 1e-9); i * step <= to + 1e-9 * step; i++) {
            values.add(i * step);
        }
        return values;
    }
}
