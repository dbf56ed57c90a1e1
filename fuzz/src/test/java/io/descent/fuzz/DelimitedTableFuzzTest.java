package io.descent.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.descent.core.data.DataSpec;
import io.descent.core.data.TableDescription;
import io.descent.core.data.TableFormat;
import io.descent.core.data.TableStream;
import io.descent.core.data.TrainingData;
import io.descent.core.random.RandomSpec;
import io.descent.core.random.RandomStreams;
import io.descent.inference.spec.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A table of text: its encoding, its dialect, the kinds of its columns. It is described, and read for a training on its
 * last column. If it does not end with a newline, its last byte chooses what the user says about the format.
 */
class DelimitedTableFuzzTest {
    private static final List<TableFormat> FORMATS = List.of(
            TableFormat.DEFAULT,
            TableFormat.DEFAULT.withHeader(false),
            TableFormat.DEFAULT.withSeparator("space").withComment("#"),
            TableFormat.DEFAULT.withSeparator(";").withQuotes("none").withNumbers(",", "."),
            TableFormat.DEFAULT.withQuotes("backslash"),
            TableFormat.DEFAULT.withEncoding("utf-16"),
            TableFormat.DEFAULT.withEncoding("windows-1252"));

    static Stream<byte[]> seeds() throws IOException {
        return TableSeeds.delimited();
    }

    @MethodSource("seeds")
    @DictionaryFile(resourcePath = "table.dict")
    @FuzzTest
    void table(byte[] input) throws IOException {
        int last = input.length == 0 ? '\n' : input[input.length - 1];
        TableFormat format = last == '\n' ? TableFormat.DEFAULT : FORMATS.get(Math.floorMod(last, FORMATS.size()));
        Path file = Scratch.file("table.csv", input);
        read(input, file, format);
    }

    /** Describes a table and reads it for a training. */
    static void read(byte[] input, Path file, TableFormat format) throws IOException {
        Promise.keep(
                input.length,
                () -> TableDescription.of(file, format, Map.of()).notes().forEach(Promise::message));
        Promise.keep(input.length, () -> {
            List<String> columns = TableStream.of(file, format).columns();
            DataSpec spec = DataSpec.csv(file, "y")
                    .withLabel(columns.get(columns.size() - 1))
                    .withFormat(format);
            TrainingData.load(spec, Precision.FLOAT32, RandomStreams.of(1, RandomSpec.KEYED));
        });
    }
}
