package io.descent.app;

import io.descent.core.data.RawData;
import io.descent.core.data.RawExamples;
import io.descent.core.file.internal.CsvOutput;
import io.descent.inference.file.internal.Folders;
import io.descent.inference.file.internal.OutputFile;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Schema;
import io.descent.inference.text.internal.Decimal;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the train, dev and test sets as CSV files. Reading them gives the same numbers. */
final class SplitExport {
    private SplitExport() {}

    static void refuseToReplace(Path folder, boolean overwrite) {
        if (folder.toString().isBlank()) {
            throw new InvalidInputException("--export-split: the folder name is empty");
        }
        for (String name : List.of("train.csv", "dev.csv", "test.csv")) {
            if (!overwrite && Files.exists(folder.resolve(name))) {
                throw new InvalidInputException(folder.resolve(name)
                        + ": already exists; choose another folder, or replace the file with --overwrite");
            }
        }
    }

    static void write(RawData raw, Path folder) {
        Folders.create(folder);
        write(raw.train(), folder.resolve("train.csv"));
        write(raw.dev(), folder.resolve("dev.csv"));
        write(raw.test(), folder.resolve("test.csv"));
    }

    private static void write(@Nullable RawExamples set, Path file) {
        if (set != null) {
            OutputFile.write(file, out -> write(set, out));
        }
    }

    private static void write(RawExamples set, OutputStream out) throws IOException {
        Schema schema = set.schema();
        CsvOutput.write(new OutputStreamWriter(out, StandardCharsets.UTF_8), records -> {
            List<String> cells = new ArrayList<>(schema.features());
            cells.addAll(schema.labels());
            records.accept(cells);
            for (int i = 0; i < set.size(); i++) {
                cells.clear();
                for (int j = 0; j < schema.features().size(); j++) {
                    cells.add(set.text(i, j));
                }
                for (int k = 0; k < schema.labels().size(); k++) {
                    double label = set.label(i, k);
                    cells.add(
                            schema.classes().isEmpty()
                                    ? Decimal.text(label)
                                    : schema.classes().get((int) label));
                }
                records.accept(cells);
            }
        });
    }
}
