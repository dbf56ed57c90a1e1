package io.descent.onnx;

import io.descent.inference.table.internal.DateParts;
import java.util.ArrayList;
import java.util.List;

/** The parts of dates, by whole-number arithmetic on the days since 0000-03-01, as {@link DateParts} computes them. */
final class Dates {
    /** The whole number that stands for a missing date. */
    static final double MISSING = Long.MIN_VALUE;

    private static final long SECONDS_OF_DAY = 86_400;
    private static final long DAYS_OF_400_YEARS = 146_097;
    private static final long DAYS_BEFORE_1970 = 719_468;
    private static final double[] LENGTHS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private Dates() {}

    /**
     * The inputs of a network, without that for missing cells.
     *
     * @param cell days or seconds since 1970 (rows x 1)
     */
    static Value encode(DateParts encoder, Value cell, boolean isSeconds) {
        Value ofDay = isSeconds ? remainder(cell, SECONDS_OF_DAY) : cell.times(0);
        Value daysSince1970 = isSeconds ? cell.minus(ofDay).over(SECONDS_OF_DAY) : cell;
        Value seconds = isSeconds ? cell : cell.times(SECONDS_OF_DAY);
        Value days = daysSince1970.plus(DAYS_BEFORE_1970);
        Value ofEra = remainder(days, DAYS_OF_400_YEARS);
        Value era = days.minus(ofEra).over(DAYS_OF_400_YEARS);
        Value yearOfEra = ofEra.minus(ofEra.over(1460))
                .plus(ofEra.over(36_524))
                .minus(ofEra.over(146_096))
                .over(365);
        Value ofYear =
                ofEra.minus(yearOfEra.times(365).plus(yearOfEra.over(4)).minus(yearOfEra.over(100))); // from March 1
        Value marchMonth = ofYear.times(5).plus(2).over(153);
        Value day = ofYear.minus(marchMonth.times(153).plus(2).over(5)); // from 0
        Value month = remainder(marchMonth.plus(2), 12); // from 0
        Value isEarly = month.isBelow(2);
        Value year = era.times(400).plus(yearOfEra).plus(isEarly.cast(ElementType.INT64));
        Value isLeap = remainder(year, 4)
                .isEqual(0)
                .and(remainder(year, 100).isAbove(0))
                .or(remainder(year, 400).isEqual(0));
        Value length = cell.graph()
                .reals(ElementType.DOUBLE, LENGTHS, LENGTHS.length)
                .gather(month)
                .plus(isLeap.and(month.isEqual(1)).cast(ElementType.DOUBLE));
        List<Value> parts = new ArrayList<>();
        parts.add(Scalings.apply(encoder.elapsed(), seconds.cast(ElementType.DOUBLE)));
        parts.add(Scalings.apply(encoder.year(), year.cast(ElementType.DOUBLE)));
        cycle(month, length.constant(12), parts);
        cycle(day, length, parts);
        cycle(remainder(daysSince1970.plus(3), 7), length.constant(7), parts); // 1970-01-01 was a Thursday
        if (encoder.time()) {
            cycle(ofDay, length.constant(SECONDS_OF_DAY), parts);
        }
        return Value.concat(parts);
    }

    /** The remainder of a division, at least 0. */
    private static Value remainder(Value dividend, long divisor) {
        return dividend.graph().node("Mod", ElementType.INT64, List.of(dividend, dividend.constant((double) divisor)));
    }

    private static void cycle(Value place, Value length, List<Value> parts) {
        Value angle = place.cast(ElementType.DOUBLE).over(length).times(2 * Math.PI);
        parts.add(angle.apply("Sin"));
        parts.add(angle.plus(Math.PI / 2).apply("Sin"));
    }
}
