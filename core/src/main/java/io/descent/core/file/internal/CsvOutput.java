package io.descent.core.file.internal;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.function.Consumer;

/** Writes CSV (RFC 4180, with LF line endings). */
public final class CsvOutput {
    private CsvOutput() {}

    /** A source of records. */
    @FunctionalInterface
    public interface Records {
        /** Passes every record to a consumer. */
        void forEach(Consumer<List<String>> record);
    }

    /** Writes all records and flushes the writer, but does not close it. */
    public static void write(Writer writer, Records records) throws IOException {
        CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(writer);
        records.forEach(csv::writeRecord);
        csv.flush(); // the CSV writer's own buffer
        writer.flush();
    }
}
