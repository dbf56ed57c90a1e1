package io.descent.core.data;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Recognises files that are not text by their first bytes, and says how to turn them into text. */
final class FileSignature {
    private static final String UNPACK = "; unpack it, or compress it with gzip or zip";
    private static final String EXPORT = "; open it there and save the sheet as CSV (UTF-8)";

    /** The first bytes as characters of Latin-1. */
    private record Known(String begin, String problem) {}

    private static final List<Known> KNOWN = List.of(
            new Known(
                    "PAR1\u0015",
                    "is a Parquet file, which cannot be read; convert it with DuckDB: duckdb -c \"COPY '%1$s' TO '%2$s.csv'\""),
            bytes("d0cf11e0a1b11ae1", "is an Excel workbook of the old kind (.xls)" + EXPORT),
            new Known("ARROW1\0", "is an Arrow file, which cannot be read; write it as CSV"),
            new Known("FEA1\0", "is a Feather file, which cannot be read; write it as CSV"),
            new Known("Obj\u0001", "is an Avro file, which cannot be read; write it as CSV"),
            bytes("894844460d0a1a0a", "is an HDF5 file, which cannot be read; write it as CSV"),
            bytes("934e554d5059", "is a NumPy array, which cannot be read; write it as CSV with numpy.savetxt"),
            new Known(
                    "SQLite format 3\0",
                    "is an SQLite database; write its table as CSV: sqlite3 -csv -header %1$s 'SELECT * FROM name'"),
            new Known("%PDF-", "is a PDF document; expected a table of text, such as CSV"),
            new Known("BZh91AY&SY", "is compressed by bzip2" + UNPACK),
            bytes("fd377a585a00", "is compressed by xz" + UNPACK),
            bytes("28b52ffd", "is compressed by zstd" + UNPACK),
            bytes("377abcaf271c", "is compressed by 7-Zip" + UNPACK),
            new Known("Rar!\u001a", "is compressed by RAR" + UNPACK));

    private FileSignature() {}

    private static Known bytes(String hex, String problem) {
        return new Known(new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1), problem);
    }

    /**
     * What is wrong with a file, as the end of a sentence that begins with its name.
     *
     * @param head its first bytes
     * @param length how many of them are there
     * @return null if nothing is known
     */
    static @Nullable String problem(byte[] head, int length, String name) {
        String begin = new String(head, 0, Math.min(length, 200), StandardCharsets.ISO_8859_1);
        for (Known known : KNOWN) {
            if (begin.startsWith(known.begin)) {
                String shown = name.contains("'") ? "FILE" : name;
                int dot = shown.lastIndexOf('.');
                return known.problem.formatted(shown, dot > 0 ? shown.substring(0, dot) : shown);
            }
        }
        String text = begin.stripLeading().toLowerCase(Locale.ROOT);
        return text.startsWith("<!doctype html") || text.startsWith("<html")
                ? "is a web page, not a table; perhaps a download failed"
                : null;
    }
}
