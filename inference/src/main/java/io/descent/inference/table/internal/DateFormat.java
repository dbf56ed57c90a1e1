package io.descent.inference.table.internal;

import io.descent.inference.text.internal.Decimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Dates with a four-digit year, such as 2024-01-31, 31.01.2024 or 1/31/2024, optionally followed by a time of day and a
 * time zone as in ISO 8601. A date without a zone is taken as UTC.
 *
 * @param pattern the order of day, month and year and their separator, such as {@code yyyy-MM-dd} or {@code dd.MM.yyyy}
 */
public record DateFormat(String pattern) implements CellFormat {
    /** The patterns that are tried, the most likely first. */
    public static final List<DateFormat> KNOWN = List.of(
            new DateFormat("yyyy-MM-dd"),
            new DateFormat("yyyy/MM/dd"),
            new DateFormat("dd.MM.yyyy"),
            new DateFormat("MM/dd/yyyy"),
            new DateFormat("dd/MM/yyyy"),
            new DateFormat("dd-MM-yyyy"));

    private static final double SECONDS_OF_DAY = 86_400;

    /**
     * Checks the pattern.
     *
     * @throws IllegalArgumentException if it does not contain yyyy, MM and dd with the same separator between them
     */
    public DateFormat {
        if (!pattern.matches("yyyy([-/.])MM\\1dd|dd([-/.])MM\\2yyyy|MM([-/.])dd\\3yyyy")) {
            throw new IllegalArgumentException(
                    "'%s' is not a date pattern; expected one such as yyyy-MM-dd, dd.MM.yyyy or MM/dd/yyyy"
                            .formatted(pattern));
        }
    }

    @Override
    public double parse(String text) {
        boolean yearFirst = pattern.startsWith("y");
        char separator = pattern.charAt(yearFirst ? 4 : 2);
        int first = text.indexOf(separator);
        int second = first < 0 ? -1 : text.indexOf(separator, first + 1);
        if (second < 0) {
            return Double.NaN;
        }
        int end = second + 1;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        int a = number(text, 0, first);
        int b = number(text, first + 1, second);
        int c = number(text, second + 1, end);
        int yearDigits = yearFirst ? first : end - second - 1;
        int year = yearFirst ? a : c;
        boolean dayFirst = pattern.startsWith("d");
        int month = yearFirst || dayFirst ? b : a;
        int day = yearFirst ? c : dayFirst ? a : b;
        if (yearDigits != 4 || year < 0 || month < 1 || month > 12 || day < 1 || day > 31) {
            return Double.NaN;
        }
        double time = time(text, end);
        try {
            return LocalDate.of(year, month, day).toEpochDay() * SECONDS_OF_DAY + time;
        } catch (DateTimeException e) {
            return Double.NaN;
        }
    }

    /**
     * A date in this pattern, with the time of day if there is one.
     *
     * @param seconds since 1970-01-01T00:00 UTC
     */
    public String text(double seconds) {
        LocalDateTime time = LocalDateTime.ofEpochSecond((long) Math.floor(seconds), 0, ZoneOffset.UTC);
        String date = pattern.replace("yyyy", "%04d".formatted(time.getYear()))
                .replace("MM", "%02d".formatted(time.getMonthValue()))
                .replace("dd", "%02d".formatted(time.getDayOfMonth()));
        double ofMinute = time.getSecond() + seconds - Math.floor(seconds);
        return seconds % SECONDS_OF_DAY == 0
                ? date
                : "%s %02d:%02d:%s"
                        .formatted(
                                date,
                                time.getHour(),
                                time.getMinute(),
                                (ofMinute < 10 ? "0" : "") + Decimal.text(ofMinute));
    }

    /** A number of one to four digits; -1 if it is something else. */
    private static int number(String text, int from, int to) {
        if (to <= from || to - from > 4) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            if (!isDigit(text.charAt(i))) {
                return -1;
            }
            value = value * 10 + text.charAt(i) - '0';
        }
        return value;
    }

    /** Seconds since midnight UTC; 0 if nothing follows the date, NaN if it is not a time of day. */
    private static double time(String text, int from) {
        if (from == text.length()) {
            return 0;
        }
        char between = text.charAt(from);
        int at = from + 1;
        if (between != ' ' && between != 'T' && between != 't') {
            return Double.NaN;
        }
        int colon = text.indexOf(':', at);
        int hours = colon < 0 ? -1 : number(text, at, colon);
        int minutesEnd = colon + 3;
        int minutes = colon < 0 || minutesEnd > text.length() ? -1 : number(text, colon + 1, minutesEnd);
        if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
            return Double.NaN;
        }
        double seconds = 0;
        int end = minutesEnd;
        if (end < text.length() && text.charAt(end) == ':') {
            int start = end + 1;
            end = start;
            while (end < text.length() && (isDigit(text.charAt(end)) || text.charAt(end) == '.')) {
                end++;
            }
            seconds = Decimal.parse(text.substring(start, end));
            if (!(seconds >= 0 && seconds < 61)) {
                return Double.NaN;
            }
        }
        double time = hours * 3600 + minutes * 60 + seconds;
        return end == text.length() ? time : time - offset(text.substring(end).strip());
    }

    /** Seconds that a time zone is ahead of UTC; NaN if it is not Z, UTC, or an offset such as +01:00. */
    private static double offset(String zone) {
        if (zone.isEmpty()
                || zone.equalsIgnoreCase("Z")
                || zone.equalsIgnoreCase("UTC")
                || zone.equalsIgnoreCase("GMT")) {
            return 0;
        }
        int length = zone.length();
        char sign = zone.charAt(0);
        boolean isOffset =
                (sign == '-' || sign == '+') && (length == 3 || length == 5 || (length == 6 && zone.charAt(3) == ':'));
        int hours = isOffset ? number(zone, 1, 3) : -1;
        int minutes = !isOffset || length == 3 ? 0 : number(zone, length - 2, length);
        if (hours < 0 || minutes < 0) {
            return Double.NaN;
        }
        return (sign == '-' ? -1 : 1) * (hours * 3600.0 + minutes * 60);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
