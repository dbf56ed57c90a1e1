package io.descent.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.descent.core.data.Table;
import io.descent.core.training.Trainer;
import io.descent.inference.Model;
import io.descent.inference.Prediction;
import io.descent.inference.model.internal.ModelFile;
import io.descent.inference.tensor.internal.Scalar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** The file {@code calibration.json} of a model of values, or, if the input begins with {@code #}, of classes. */
class CalibrationFuzzTest {
    private static final Path CLASSES = Trained.RUN.resolve("model");
    private static final Path VALUES = values();

    private static Path values() {
        double[][] rows = new double[20][];
        Arrays.setAll(rows, i -> new double[] {i * 7 % 20 + 0.5, 2 * i + i % 3});
        Path folder = Scratch.folder("values");
        Trainer.builder()
                .data(Table.of(List.of("x", "y"), rows), "y")
                .epochs(1)
                .build()
                .train()
                .model()
                .save(folder);
        return folder;
    }

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "#{\"format\": 1, \"temperature\": 1.5, \"threshold\": 0.25}",
                        "{\"format\": 1, \"intervals\": [{\"label\": \"y\", \"residuals\": [[0, 1.5, 2e300], [1]]}]}",
                        "{\"format\": 1, \"intervals\": [{\"label\": \"y\", \"residuals\": [[1, 2, 3, 4, 5, 6]]}]}",
                        "{\"format\": 1, \"intervals\": [{\"label\": \"y\", \"residuals\": [[2, 1], []]}]}")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @DictionaryFile(resourcePath = "json.dict")
    @FuzzTest
    void calibration(byte[] input) throws IOException {
        boolean classes = input.length > 0 && input[0] == '#';
        Path folder = Scratch.folder("a-calibrated-model");
        for (String name : List.of("model.json", "weights.safetensors")) {
            Files.write(folder.resolve(name), Files.readAllBytes((classes ? CLASSES : VALUES).resolve(name)));
        }
        Files.write(folder.resolve("calibration.json"), classes ? Arrays.copyOfRange(input, 1, input.length) : input);
        Seal.folder(folder, "weights.safetensors", "model.json", "calibration.json");
        Promise.keep(input.length, () -> {
            Model model = new Model(ModelFile.load(folder, Trained.READER.registry()), new Scalar());
            Map<String, Object> example = new HashMap<>();
            model.schema().features().forEach(name -> example.put(name, null));
            Prediction prediction = model.predict(example);
            if (!model.parts().calibration().intervals().isEmpty()
                    && model.parts().calibration().intervals().get(0).folds() == 1) {
                prediction.interval(0.5);
            }
        });
    }
}
