package io.descent.core.file.internal;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategy;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes CSV (RFC 4180, with LF line endings). A text that a spreadsheet would run as a formula gets an apostrophe in
 * front, which readers of Descent drop.
 */
public final class CsvOutput {
    private CsvOutput() {}

    /** A source of records. */
    @FunctionalInterface
    public interface Records {
        /** Passes every record to a consumer. */
        void forEach(Consumer<List<String>> record);
    }

    /** Quotes an empty cell that is alone in its record, because readers skip empty lines. */
    private static final class Quotes implements QuoteStrategy {
        private boolean isAlone;

        @Override
        public boolean quoteEmpty(int lineNo, int fieldIdx) {
            return isAlone;
        }
    }

    /** Writes all records and flushes the writer, but does not close it. */
    public static void write(Writer writer, Records records) throws IOException {
        Quotes quotes = new Quotes();
        CsvWriter csv = CsvWriter.builder()
                .lineDelimiter(LineDelimiter.LF)
                .quoteStrategy(quotes)
                .build(writer);
        records.forEach(record -> {
            quotes.isAlone = record.size() == 1;
            csv.writeRecord(record.stream().map(FormulaCell::written).toList());
        });
        csv.flush(); // the CSV writer's own buffer
        writer.flush();
    }
}
