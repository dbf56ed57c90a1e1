package io.descent.core.file.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvOutputTest {
    private static String written(List<List<String>> records) throws IOException {
        StringWriter text = new StringWriter();
        CsvOutput.write(text, records::forEach);
        return text.toString();
    }

    @Test
    void anEmptyCellAloneInItsLineIsQuotedSoThatReadersDoNotSkipIt() throws IOException {
        assertThat(written(List.of(List.of("a"), List.of(""), List.of("b")))).isEqualTo("a\n\"\"\nb\n");
        assertThat(written(List.of(List.of("", ""), List.of("x,y", "\"")))).isEqualTo(",\n\"x,y\",\"\"\"\"\n");
    }
}
