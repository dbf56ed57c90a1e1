package io.descent.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.descent.inference.Model;
import io.descent.inference.model.internal.ModelFile;
import io.descent.inference.tensor.internal.Scalar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A model's folder: its description, a zero byte, its weights. Without the latter, the weights are sound. Or changes to
 * the description of a sound model, see {@link Merge}. The manifest is that of these files, or of a sound model, see
 * {@link Seal}.
 */
class ModelFuzzTest {
    private static final Path SOUND = Trained.RUN.resolve("model");

    static Stream<byte[]> seeds() throws IOException {
        byte[] description = Files.readAllBytes(SOUND.resolve("model.json"));
        byte[] weights = Files.readAllBytes(SOUND.resolve("weights.safetensors"));
        byte[] both = Scratch.join(description, weights);
        return Stream.concat(
                Stream.of(description, both, Seal.without(description), Seal.without(both)),
                Stream.of(
                                "+{\"precision\":\"float64\",\"classes\":[\"a\",\"b\"],\"labels\":[\"x\"]}",
                                "+{\"missing\":[\"?\"],\"predicted-output\":1,\"task\":\"regression\"}")
                        .map(text -> text.getBytes(StandardCharsets.UTF_8)));
    }

    @MethodSource("seeds")
    @DictionaryFile(resourcePath = "json.dict")
    @FuzzTest
    void model(byte[] input) throws IOException {
        List<byte[]> parts = Merge.isWanted(input)
                ? List.of(Merge.into(SOUND.resolve("model.json"), input))
                : Scratch.split(Seal.content(input));
        Path folder = Scratch.folder("a-model");
        Files.write(folder.resolve("model.json"), parts.get(0));
        Files.write(
                folder.resolve("weights.safetensors"),
                parts.size() > 1 ? parts.get(1) : Files.readAllBytes(SOUND.resolve("weights.safetensors")));
        if (Seal.isWanted(input)) {
            Seal.folder(folder, "weights.safetensors", "model.json");
        } else {
            Files.write(folder.resolve("manifest.json"), Files.readAllBytes(SOUND.resolve("manifest.json")));
        }
        Promise.keep(input.length, () -> {
            Model model = new Model(ModelFile.load(folder, Trained.READER.registry()), new Scalar());
            Map<String, Object> example = new HashMap<>();
            model.schema().features().forEach(name -> example.put(name, null));
            model.predict(example);
        });
    }
}
