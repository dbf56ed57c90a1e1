package io.descent.inference.file.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers that a damaged or hostile safetensors file may have, for tensors a of shape [2] and b of shape [1, 3]. */
@Timeout(20)
class HostileSafetensorsTest {
    private static final String A = "'a': {'dtype': 'F32', 'shape': [2], 'data_offsets': [0, 8]}";
    private static final String B = "'b': {'dtype': 'F32', 'shape': [1, 3], 'data_offsets': [8, 20]}";

    @TempDir
    Path folder;

    private Path file(String header, int numberBytes) throws IOException {
        byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return file(json.length, json, numberBytes);
    }

    private Path file(long length, byte[] json, int numberBytes) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + numberBytes).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(length).put(json);
        return Files.write(folder.resolve("w.safetensors"), bytes.array());
    }

    private static List<Safetensors.Entry> entries() {
        return List.of(
                new Safetensors.Entry("a", true, ArrayTensor.zeros(Precision.FLOAT32, 1, 2)),
                new Safetensors.Entry("b", false, ArrayTensor.zeros(Precision.FLOAT32, 1, 3)));
    }

    private static void assertRefused(Path file, String part) {
        assertThatThrownBy(() -> Safetensors.read(file, entries()))
                .isExactlyInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(file + ": is not a valid safetensors file for this network: ")
                .hasMessageContaining(part)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(2100));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "null | its header is not valid: expected a JSON object",
                "[1, 2] | its header is not valid: expected a JSON object",
                "'ab' | its header is not valid: expected a JSON object",
                "{'a': 1, 'a': 2} | its header is not valid: Duplicate field 'a'",
                "{'a': null} | a has no data_offsets; expected two numbers",
                "{'a': {'data_offsets': [0]}} | a has no data_offsets; expected two numbers",
                "{'a': {'data_offsets': {'0': 1}}} | a has no data_offsets; expected two numbers",
                "{'a': {'data_offsets': [null, null]}} | a has the data_offsets [null, null]; expected two whole numbers",
                "{'a': {'data_offsets': [0.5, 8]}} | a has the data_offsets [0.5, 8]; expected two whole numbers",
                "{'a': {'data_offsets': [0, 1e3]}} | a has the data_offsets [0, 1000.0]; expected two whole numbers",
                "{'a': {'data_offsets': [0, 99999999999999999999]}} | [0, 99999999999999999999]; expected two whole",
                "{'a': {'data_offsets': [9223372036854775807, -9223372036854775785]}} | a lies outside the file",
                "{'a': {'data_offsets': [-9223372036854775808, 9223372036854775807]}} | a lies outside the file",
                "{'a': {'data_offsets': [8, 0]}} | a lies outside the file",
                "{'a': {'data_offsets': [0, 21]}} | a lies outside the file",
                "{'a': {'data_offsets': [0, 8]}, 'b': {'data_offsets': [4, 16]}} | b overlaps a",
                "{'a': {'data_offsets': [0, 8]}, 'b': {'data_offsets': [0, 8]}} | b overlaps a",
                "{'a': {'data_offsets': [0, 8]}, 'b': {'data_offsets': [9, 20]}} | 1 bytes between a and b belong to no tensor",
                "{'a': {'data_offsets': [0, 8]}} | 12 bytes after a belong to no tensor",
                "{} | 20 bytes after the header belong to no tensor",
            })
    void aDamagedHeaderIsRefusedWithTheReason(String header, String reason) throws IOException {
        assertRefused(file(header, 20), reason);
    }

    @Test
    void tensorsMayStandInAnyOrder() throws IOException {
        Safetensors.read(file("{" + B + ", '__metadata__': {'format': 'pt'}, " + A + "}", 20), entries());
        assertRefused(
                file("{" + A + ", " + B.replace("[1, 3]", "[3]") + "}", 20), "b should be F32 of shape [1, 3], found");
        assertRefused(
                file("{" + A.replace("[0, 8]", "[0, 4]") + ", " + B.replace("[8, ", "[4, ") + "}", 20),
                "a has 4 bytes; expected 8 for its shape");
    }

    @Test
    void anyLengthOfTheHeaderIsAnswered() throws IOException {
        byte[] json = ("{" + A + "}").replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        for (long length : new long[] {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, json.length + 9L, 1L << 32}) {
            assertRefused(file(length, json, 8), "its header length, " + length + " bytes, is out of range");
        }
        assertRefused(file(json.length - 1L, json, 8), "its header is not valid: Unexpected end-of-input");
    }

    @Test
    void aHeaderThatWouldTakeMuchMemoryIsRefused() throws IOException {
        assertRefused(file("{'a': " + "[".repeat(100_000), 0), "its header is not valid: Document nesting depth (101)");
        assertRefused(file("{'a': " + "9".repeat(100_000) + "}", 0), "its header is not valid: Number value length");
        assertRefused(file("{'a': [" + "1,".repeat(1_100_000) + "1]}", 0), "expected at most 1048576 values");
        Path large = file((1 << 24) + 1, new byte[(1 << 24) + 1], 0);
        assertRefused(large, "its header length, 16777217 bytes, is out of range");
    }
}
