package io.descent.inference.table.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CellFormatTest {
    private static final DateFormat ISO = new DateFormat("yyyy-MM-dd");

    @ParameterizedTest
    @CsvSource({
        "1970-01-02, 86400",
        "1970-01-01T01:02, 3720",
        "1970-01-01 01:02:03, 3723",
        "1970-01-01 01:02:03.5, 3723.5",
        "1970-01-01T00:00Z, 0",
        "1970-01-01 00:00 utc, 0",
        "1970-01-01T00:00:00+01:00, -3600",
        "1970-01-01T00:00-0230, 9000",
        "1970-01-01T00:00+01, -3600",
    })
    void datesMayHaveATimeAndAZone(String text, double seconds) {
        assertThat(ISO.parse(text)).isEqualTo(seconds);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1970-01-01x",
                "1970-01-01T",
                "1970-01-01T25:00",
                "1970-01-01T00:60",
                "1970-01-01T00:00+1",
                "1970-01-01T00:00+01:0",
                "1970-01-01T00:00+ab",
                "1970-01-01T00:00CET",
                "1970-01-01T00:00+01-00",
                "1970-02-30",
                "70-01-01",
                "1970-13-01"
            })
    void whatIsNoDateIsNaN(String text) {
        assertThat(ISO.parse(text)).isNaN();
    }

    @Test
    void datesAreThoseOfTheJdk() {
        Random random = new Random(9);
        for (int i = 0; i < 10_000; i++) {
            OffsetDateTime date = OffsetDateTime.parse("%04d-%02d-%02dT%02d:%02d:%02d%s%02d:%02d"
                    .formatted(
                            1600 + random.nextInt(800),
                            1 + random.nextInt(12),
                            1 + random.nextInt(28),
                            random.nextInt(24),
                            random.nextInt(60),
                            random.nextInt(60),
                            random.nextBoolean() ? "+" : "-",
                            random.nextInt(14),
                            random.nextInt(60)));
            String text = date.toString(); // leaves out seconds that are 0
            assertThat(ISO.parse(text)).as(text).isEqualTo((double) date.toEpochSecond());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1.0, 1",
        "+1, 1",
        "1e2, 100",
        "-0, 0",
        "-0.0, 0",
        ".5, 0.5",
        "1E+2, 100",
        "12345678901234567890123, 12345678901234567890123",
        "0123, 0123",
        "1e, 1e",
        "smith, smith",
        "-, -",
        "1e50, 1e50",
    })
    void equalNumbersAreTheSameWord(String text, String word) {
        assertThat(Words.canonical(text)).isEqualTo(word);
    }
}
