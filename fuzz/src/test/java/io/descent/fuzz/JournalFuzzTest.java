package io.descent.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.descent.core.search.Journal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The journal of a study that is resumed and ended. An input that does not begin with a description of a study stands
 * behind the right one. The checksums of the lines are right, or as in the input, see {@link Seal}.
 */
class JournalFuzzTest {
    private static final String SOUND = RecordedStudy.journal();
    private static final String HEADER = SOUND.substring(0, SOUND.indexOf('\n') + 1);

    static Stream<byte[]> seeds() {
        byte[] whole = SOUND.getBytes(StandardCharsets.UTF_8);
        return Stream.of(
                whole,
                Arrays.copyOfRange(whole, HEADER.length(), whole.length),
                Arrays.copyOfRange(whole, HEADER.length(), whole.length / 2),
                Seal.without(whole),
                Seal.without(Arrays.copyOfRange(whole, HEADER.length(), whole.length / 2)));
    }

    @MethodSource("seeds")
    @DictionaryFile(resourcePath = "json.dict")
    @FuzzTest
    void journal(byte[] input) throws IOException {
        Path folder = Scratch.folder("study");
        byte[] content = Seal.content(input);
        byte[] head = new String(content, StandardCharsets.ISO_8859_1).startsWith("{\"fact\":\"study\"")
                ? new byte[0]
                : HEADER.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = Arrays.copyOf(head, head.length + content.length);
        System.arraycopy(content, 0, bytes, head.length, content.length);
        Scratch.empty(folder);
        Files.write(folder.resolve(Journal.FILE), Seal.isWanted(input) ? Seal.lines(bytes) : bytes);
        Promise.keep(input.length, () -> Promise.message(String.valueOf(Journal.check(folder))));
        Promise.keep(input.length, () -> {
            try (Journal journal = Journal.open(folder, RecordedStudy.DEFINITION, true)) {
                RecordedStudy.of(journal).run();
            }
        });
    }
}
