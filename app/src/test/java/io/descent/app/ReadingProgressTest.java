package io.descent.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ReadingProgressTest {
    private static final long TOTAL = 1L << 30;

    private static String shown(boolean terminal, long total) {
        StringWriter text = new StringWriter();
        ReadingProgress progress = new ReadingProgress(new PrintWriter(text), terminal);
        for (int eighth = 1; eighth <= 8; eighth++) {
            progress.read("big.csv", total / 8 * eighth, total);
        }
        return text.toString().replace("\r\n", "\n");
    }

    @Test
    void aLinePerQuarterIsWrittenToAFile() {
        assertThat(shown(false, TOTAL))
                .isEqualTo(
                        "reading big.csv: 25 %\nreading big.csv: 50 %\nreading big.csv: 75 %\nreading big.csv: 100 %\n");
    }

    @Test
    void oneLineIsUpdatedOnATerminal() {
        assertThat(shown(true, TOTAL))
                .startsWith("\rreading big.csv: 12 %\rreading big.csv: 25 %")
                .endsWith(": 100 %\n");
    }

    @Test
    void smallTablesAreReadInSilence() {
        assertThat(shown(true, 1 << 20)).isEmpty();
    }
}
