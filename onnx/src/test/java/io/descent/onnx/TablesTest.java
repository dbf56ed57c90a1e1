package io.descent.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.descent.inference.Model;
import io.descent.inference.spec.ColumnKind;
import io.descent.inference.table.internal.FeatureColumn;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Models of real tables, on their raw rows, predict the same in ONNX Runtime. */
class TablesTest {
    private static final Path EXAMPLES =
            Path.of("../examples/data").toAbsolutePath().normalize();

    private static List<Map<String, String>> rows(Path csv) throws IOException {
        List<Map<String, String>> rows = new ArrayList<>();
        try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(csv)) {
            for (NamedCsvRecord each : reader) {
                rows.add(new LinkedHashMap<>(each.getFieldsAsMap()));
            }
        }
        return rows;
    }

    /** Empties a cell of every third row, and writes an unheard-of word into every fifth. */
    private static void disturb(Model model, List<Map<String, String>> rows) {
        List<FeatureColumn> columns = model.parts().encoding().columns();
        for (int i = 0; i < rows.size(); i++) {
            FeatureColumn column = columns.get(i % columns.size());
            if (i % 3 == 0) {
                rows.get(i).put(column.name(), "");
            } else if (i % 5 == 0 && column.kind() == ColumnKind.CATEGORICAL) {
                rows.get(i).put(column.name(), "unheard-of");
            }
        }
    }

    static Stream<Arguments> examples() {
        List<Arguments> all = new ArrayList<>();
        for (String precision : List.of("float32", "float64")) {
            for (String folds : List.of("null", "3")) {
                all.add(Arguments.of("penguins", "Species", precision, folds));
                all.add(Arguments.of("diabetes", "progression", precision, folds));
                all.add(Arguments.of("digits", "digit", precision, folds));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void exampleTables(String name, String label, String precision, String folds) throws Exception {
        Path csv = EXAMPLES.resolve(name + ".csv");
        String header = Files.readAllLines(csv).get(0);
        assertThat(header).contains(label);
        Model model = Trained.model(
                "recipe: tables\ndata: {file: '%s', label: '%s'}\n".formatted(csv, label),
                EXAMPLES,
                List.of("training.epochs=2", "precision=" + precision, "training.folds=" + folds, "importance=false"));
        List<Map<String, String>> rows = rows(csv);
        disturb(model, rows);
        boolean isValues = model.schema().classes().isEmpty();
        assertThat(Comparison.of(model, rows, isValues && !folds.equals("null") ? 0.9 : null))
                .isLessThan(3);
    }

    @Test
    void imagesAreOneInput() throws Exception {
        Path csv = EXAMPLES.resolve("digits.csv");
        for (String precision : List.of("float32", "float64")) {
            Model model = Trained.model(
                    "data: {file: '%s', label: digit, image: 8x8}\nnetwork: {hidden: [{units: 10}]}\ntraining: {epochs: 2}\n"
                            .formatted(csv),
                    EXAMPLES,
                    List.of("precision=" + precision));
            double[][] images = rows(csv).stream()
                    .map(row -> model.schema().features().stream()
                            .mapToDouble(pixel -> Double.parseDouble(row.get(pixel)))
                            .toArray())
                    .toArray(double[][]::new);
            Comparison.ofImages(model, images);
        }
    }

    private static final Map<String, String> LABELS = new TreeMap<>();

    static {
        LABELS.put("adult", "income");
        LABELS.put("ames", "Sale_Price");
        LABELS.put("churn", "churn");
        LABELS.put("credit", "Status");
        LABELS.put("diamonds", "price");
        LABELS.put("housing", "median_house_value");
        LABELS.put("hpc", "class");
        LABELS.put("lending", "Class");
        LABELS.put("letter", "lettr");
        LABELS.put("ridership", "ridership");
        LABELS.put("sacramento", "price");
        LABELS.put("soybean", "Class");
        LABELS.put("titanic", "survived");
        LABELS.put("wages", "wages");
    }

    @Test
    void realTables() throws Exception {
        assumeTrue(
                Boolean.getBoolean("descent.onnx.tables"),
                "takes minutes: mvn -Pfull verify; -Ddescent.onnx.epochs=256 trains as long as the recipe does");
        String data = System.getenv("DESCENT_DATA");
        assumeTrue(data != null, "DESCENT_DATA is not set; it must name the folder that contains tables/");
        for (Map.Entry<String, String> table : LABELS.entrySet()) {
            for (String precision : List.of("float32", "float64")) {
                for (String folds : List.of("null", "3")) {
                    compare(Path.of(data, "tables", table.getKey()), table.getValue(), precision, folds);
                }
            }
        }
    }

    @Test
    void fashionMnist() throws Exception {
        assumeTrue(Boolean.getBoolean("descent.onnx.tables"), "takes minutes: mvn -Pfull verify");
        String data = System.getenv("DESCENT_DATA");
        assumeTrue(data != null, "DESCENT_DATA is not set; it must name the folder that contains fashion-mnist/");
        Path folder = Path.of(data, "fashion-mnist");
        double[][] images = images(folder.resolve("t10k-images-idx3-ubyte.gz"));
        for (String precision : List.of("float32", "float64")) {
            for (String folds : List.of("null", "2")) {
                Model model = Trained.model(
                        "data: {directory: '%s'}\nnetwork: {hidden: [{units: 64}]}\ntraining: {epochs: 1, batch-size: 128}\n"
                                .formatted(folder.toAbsolutePath()),
                        folder,
                        List.of("precision=" + precision, "training.folds=" + folds));
                Comparison.ofImages(model, images);
            }
        }
    }

    /** The images of an IDX file, whose pixels count from 0 to 1. */
    private static double[][] images(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(new GZIPInputStream(Files.newInputStream(file)))) {
            in.readInt();
            double[][] images = new double[in.readInt()][in.readInt() * in.readInt()];
            byte[] pixels = new byte[images[0].length];
            for (double[] image : images) {
                in.readFully(pixels);
                for (int j = 0; j < image.length; j++) {
                    image[j] = (pixels[j] & 255) / 255.0;
                }
            }
            return images;
        }
    }

    private static void compare(Path folder, String label, String precision, String folds) throws Exception {
        Model model = Trained.model(
                "recipe: tables\ndata: {train: '%1$s/train.csv', dev: '%1$s/dev.csv', test: '%1$s/test.csv', label: '%2$s'}\n"
                        .formatted(folder.toAbsolutePath(), label),
                folder,
                List.of(
                        "training.epochs=" + Integer.getInteger("descent.onnx.epochs", 3),
                        "precision=" + precision,
                        "training.folds=" + folds,
                        "importance=false"));
        List<Map<String, String>> rows = rows(folder.resolve("test.csv"));
        int close = Comparison.of(model, rows, null);
        disturb(model, rows);
        close += Comparison.of(model, rows, null);
        System.out.printf(
                "%s, %s, folds %s: %d rows as they are and with holes; in %d of them two classes are equally probable%n",
                folder.getFileName(), precision, folds, rows.size(), close);
    }
}
