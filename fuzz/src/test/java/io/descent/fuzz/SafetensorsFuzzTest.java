package io.descent.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.descent.inference.file.internal.Safetensors;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** The weights of a network with two inputs, three hidden units and one output. */
class SafetensorsFuzzTest {
    private static List<Safetensors.Entry> tensors(Precision precision) {
        return List.of(
                new Safetensors.Entry("dense-1.weight", false, ArrayTensor.zeros(precision, 3, 2)),
                new Safetensors.Entry("dense-2.weight", false, ArrayTensor.zeros(precision, 1, 3)),
                new Safetensors.Entry("dense-1.bias", true, ArrayTensor.zeros(precision, 1, 3)),
                new Safetensors.Entry("dense-2.bias", true, ArrayTensor.zeros(precision, 1, 1)));
    }

    static Stream<byte[]> seeds() throws IOException {
        Stream.Builder<byte[]> seeds = Stream.builder();
        for (Precision precision : Precision.values()) {
            Path file = Scratch.folder("seeds").resolve("weights.safetensors");
            Safetensors.write(file, tensors(precision));
            seeds.add(Files.readAllBytes(file));
        }
        return seeds.build();
    }

    @MethodSource("seeds")
    @DictionaryFile(resourcePath = "json.dict")
    @FuzzTest
    void safetensors(byte[] input) throws IOException {
        Path file = Scratch.file("weights.safetensors", input);
        Promise.keep(input.length, () -> Safetensors.read(file, tensors(Precision.FLOAT32)));
    }
}
