package io.descent.core.file.internal;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** CSV that is in memory already. */
public final class CsvText {
    private CsvText() {}

    /**
     * The rows below the header, as cells by the names of their columns; a column that a row lacks is absent.
     *
     * @param text separated by commas, as in RFC 4180
     * @throws IOException if it is not CSV
     */
    public static List<Map<String, String>> rows(String text) throws IOException {
        List<Map<String, String>> rows = new ArrayList<>();
        try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(text)) {
            for (NamedCsvRecord row : reader) {
                rows.add(new LinkedHashMap<>(row.getFieldsAsMap()));
            }
        } catch (CsvParseException e) {
            throw new IOException(e.getMessage(), e);
        }
        return rows;
    }
}
