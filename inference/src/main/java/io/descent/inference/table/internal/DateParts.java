package io.descent.inference.table.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * Dates: the elapsed time and the year, scaled to mean 0 and standard deviation 1; month, day of the month, weekday and,
 * if any date of the training set has a time of day, the time of day, each as sine and cosine of its place in its cycle.
 * All are 0 for a missing cell. Dates are read in UTC, by the Gregorian calendar.
 *
 * @param elapsed scales seconds since 1970
 * @param year scales years
 * @param time whether there are inputs for the time of day
 * @param indicator whether there is an input that is 1 where the cell is missing and 0 elsewhere
 */
public record DateParts(Scaling.Standardize elapsed, Scaling.Standardize year, boolean time, boolean indicator)
        implements NumberEncoder {
    private static final long SECONDS_OF_DAY = 86_400;
    private static final int DAYS_OF_400_YEARS = 146_097;

    /** Days from 0000-03-01 to 1970-01-01. */
    private static final int DAYS_BEFORE_1970 = 719_468;

    private static final List<String> CYCLES = List.of("month", "day", "weekday");
    private static final List<String> TIME = List.of("time of day");

    @Override
    public int width() {
        return 2 + 2 * CYCLES.size() + (time ? 2 : 0) + (indicator ? 1 : 0);
    }

    /** Elapsed time and year. */
    @Override
    public int numbers() {
        return 2;
    }

    @Override
    public void encode(double value, double[] inputs, int from) {
        if (Double.isNaN(value)) {
            int end = from + width();
            for (int i = from; i < end; i++) {
                inputs[i] = 0;
            }
            if (indicator) {
                inputs[end - 1] = 1;
            }
            return;
        }
        double days = Math.floor(value / SECONDS_OF_DAY);
        double seconds = value - days * SECONDS_OF_DAY;
        long date = date((long) days);
        long y = year(date);
        int month = month(date);
        int day = day(date);
        inputs[from] = elapsed.apply(value);
        inputs[from + 1] = year.apply((double) y);
        cycle(month - 1, 12, inputs, from + 2);
        cycle(day - 1, length(y, month), inputs, from + 4);
        cycle(StrictMath.floorMod((long) days + 3, 7), 7, inputs, from + 6); // 1970-01-01 was a Thursday
        int next = from + 8;
        if (time) {
            cycle(seconds, SECONDS_OF_DAY, inputs, next);
            next += 2;
        }
        if (indicator) {
            inputs[next] = 0;
        }
    }

    private static void cycle(double place, double length, double[] inputs, int from) {
        double angle = 2 * Math.PI * (place / length);
        inputs[from] = StrictMath.sin(angle);
        inputs[from + 1] = StrictMath.cos(angle);
    }

    /** The year of a date in seconds since 1970. */
    public static long yearOf(double seconds) {
        return year(date((long) Math.floor(seconds / SECONDS_OF_DAY)));
    }

    /** Whether a date in seconds since 1970 has a time of day other than midnight. */
    public static boolean hasTime(double seconds) {
        return seconds % SECONDS_OF_DAY != 0;
    }

    /** Year, month and day of a day since 1970 as year * 512 + month * 32 + day; allocates nothing. */
    private static long date(long daysSince1970) {
        long days = daysSince1970 + DAYS_BEFORE_1970;
        long era = StrictMath.floorDiv(days, (long) DAYS_OF_400_YEARS);
        int dayOfEra = (int) (days - era * DAYS_OF_400_YEARS);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100); // from March 1
        int marchMonth = (5 * dayOfYear + 2) / 153;
        int day = dayOfYear - (153 * marchMonth + 2) / 5 + 1;
        int month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        long year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0);
        return year * 512 + month * 32L + day;
    }

    private static long year(long date) {
        return date >> 9;
    }

    private static int month(long date) {
        return (int) (date >> 5) & 15;
    }

    private static int day(long date) {
        return (int) date & 31;
    }

    private static int length(long year, int month) {
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return switch (month) {
            case 2 -> leap ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    @Override
    public List<String> inputs(String column) {
        List<String> names = new ArrayList<>(List.of(column, column + ": year"));
        for (List<String> cycles : List.of(CYCLES, time ? TIME : List.<String>of())) {
            for (String cycle : cycles) {
                names.add(column + ": " + cycle + " (sine)");
                names.add(column + ": " + cycle + " (cosine)");
            }
        }
        if (indicator) {
            names.add(column + " is missing");
        }
        return names;
    }
}
