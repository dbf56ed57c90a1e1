package io.descent.app;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.descent.core.data.DataSet;
import io.descent.core.data.Schema;
import io.descent.core.data.TrainingData;
import io.descent.core.file.Json;
import io.descent.core.file.OutputFile;
import io.descent.core.tensor.Precision;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the parts of a division as CSV files that read back to the same numbers. */
final class SplitExport {
    private SplitExport() {}

    static void write(TrainingData raw, Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw OutputFile.problem(folder, e);
        }
        write(raw.train(), folder.resolve("train.csv"));
        write(raw.dev(), folder.resolve("dev.csv"));
        write(raw.test(), folder.resolve("test.csv"));
    }

    private static void write(@Nullable DataSet set, Path file) {
        if (set != null) {
            OutputFile.write(file, out -> write(set, out));
        }
    }

    private static void write(DataSet set, OutputStream out) throws IOException {
        Schema schema = set.schema();
        Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(writer);
        List<String> cells = new ArrayList<>(schema.features());
        cells.add(schema.label());
        csv.writeRecord(cells);
        for (int i = 0; i < set.size(); i++) {
            cells.clear();
            for (int j = 0; j < schema.features().size(); j++) {
                cells.add(Json.number(set.feature(i, j), set.precision()));
            }
            double label = set.label(i);
            cells.add(
                    schema.classes().isEmpty()
                            ? Json.number(label, Precision.FLOAT64)
                            : schema.classes().get((int) label));
            csv.writeRecord(cells);
        }
        csv.flush();
        writer.flush();
    }
}
