package io.descent.app;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.descent.core.data.TableFormat;
import io.descent.core.data.TableStream;
import io.descent.fuzz.Promise;
import io.descent.fuzz.Scratch;
import io.descent.fuzz.Trained;
import io.descent.inference.Model;
import io.descent.inference.parallel.internal.Workers;
import io.descent.inference.table.internal.InputEncoding;
import io.descent.inference.tensor.internal.Scalar;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** A table of rows to predict with a model of numbers, words, truth values and dates. */
class PredictionFuzzTest {
    private static final Model MODEL = io.descent.inference.Descent.load(Trained.RUN);

    static Stream<byte[]> seeds() {
        String[] rows = Trained.TABLE.split("\n", 6);
        String few = String.join("\n", List.of(rows).subList(0, 5)) + "\n";
        return Stream.of(
                        few,
                        few.replace(',', ';'),
                        "{\"size\": 1.5, \"colour\": \"red\", \"ripe\": true, \"picked\": \"2024-01-31\"}\n{\"size\": \"x\"}\n")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @DictionaryFile(resourcePath = "/io/descent/fuzz/table.dict")
    @FuzzTest
    void predict(byte[] input) throws IOException {
        Path file = Scratch.file("rows.csv", input);
        Promise.keep(input.length, () -> {
            TableStream table = TableStream.of(file, TableFormat.DEFAULT);
            List<String> columns = table.columns();
            InputEncoding encoding = MODEL.parts().encoding();
            RowProblems problems = new RowProblems();
            PredictionCells cells = new PredictionCells(MODEL.parts(), null);
            StringWriter printed = new StringWriter();
            try (Workers workers = new Workers(1)) {
                PredictedRows rows = new PredictedRows(
                        MODEL, new Scalar(), encoding, columns, columns, cells, workers, problems, record -> {});
                table.read(rows);
                rows.flush();
                problems.print(
                        rows.encoder(),
                        MODEL.schema(),
                        encoding,
                        new HashSet<>(columns),
                        new Terminal(new PrintWriter(printed, true)));
            }
            Promise.message(printed.toString());
        });
    }
}
