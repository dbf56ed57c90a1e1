package example;

import de.siegmar.fastcsv.reader.CsvReader;
import io.descent.inference.Descent;
import io.descent.inference.Model;
import io.descent.inference.Prediction;
import java.nio.file.Path;
import java.util.Map;

/** Loads a model and predicts the rows of a CSV file: {@code Main RUN FILE.csv}. */
public final class Main {
    public static void main(String[] arguments) throws Exception {
        Model model = Descent.load(Path.of(arguments[0]));
        try (var rows = CsvReader.builder().ofNamedCsvRecord(Path.of(arguments[1]))) {
            for (var row : rows) {
                Map<String, String> features = row.getFieldsAsMap(); // other columns are ignored
                Prediction prediction = model.predict(features);
                System.out.println(prediction.label() + " " + prediction.probability(prediction.label()));
            }
        }
    }
}
