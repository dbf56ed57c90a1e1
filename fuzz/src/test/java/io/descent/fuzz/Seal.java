package io.descent.fuzz;

import io.descent.core.file.internal.LineChain;
import io.descent.inference.file.internal.FileDigest;
import io.descent.inference.file.internal.Manifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Makes the checksums of an input right, so that what reads it comes to see it. An input that begins with {@code !} is
 * left as it is, without this character: it is for what compares checksums.
 */
final class Seal {
    private static final Pattern CHECKSUM = Pattern.compile(",\"crc32c\":\"[0-9a-f]{8}\"\\}$");

    private Seal() {}

    /** Whether the checksums of an input are to be right. */
    static boolean isWanted(byte[] input) {
        return input.length == 0 || input[0] != '!';
    }

    /** An input without its first character if that is {@code !}. */
    static byte[] content(byte[] input) {
        return isWanted(input) ? input : Arrays.copyOfRange(input, 1, input.length);
    }

    /** An input that is left as it is. */
    static byte[] without(byte[] content) {
        byte[] input = new byte[content.length + 1];
        input[0] = '!';
        System.arraycopy(content, 0, input, 1, content.length);
        return input;
    }

    /** Lines with the checksums of a {@link LineChain}; what stands behind the last newline stays as it is. */
    static byte[] lines(byte[] content) {
        LineChain chain = new LineChain();
        StringBuilder sealed = new StringBuilder();
        String text = new String(content, StandardCharsets.UTF_8);
        int begin = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', begin)) {
            String line = CHECKSUM.matcher(text.substring(begin, end)).replaceFirst("}");
            sealed.append(line.isEmpty() ? line : chain.seal(line)).append('\n');
            begin = end + 1;
        }
        return sealed.append(text.substring(begin)).toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Writes the manifest of a folder. */
    static void folder(Path folder, String... names) throws IOException {
        Map<String, FileDigest> files = new LinkedHashMap<>();
        for (String name : names) {
            files.put(name, FileDigest.of(folder.resolve(name)));
        }
        Manifest.write(folder, files);
    }
}
