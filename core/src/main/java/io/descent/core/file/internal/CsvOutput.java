package io.descent.core.file.internal;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.function.Consumer;

/** Writes CSV (RFC 4180, lines end in LF). */
public final class CsvOutput {
    private CsvOutput() {}

    /** What gives the records one after the other. */
    @FunctionalInterface
    public interface Records {
        /** Gives every record to a consumer. */
        void forEach(Consumer<List<String>> record);
    }

    /** Writes all records and flushes; does not close. */
    public static void write(Writer writer, Records records) throws IOException {
        CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(writer);
        records.forEach(csv::writeRecord);
        csv.flush(); // its own buffer
        writer.flush();
    }
}
