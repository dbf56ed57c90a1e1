package io.descent.core.data;

import io.descent.inference.file.internal.TemporaryFile;
import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what can be read only once, such as the standard input, in a temporary file, which is deleted when the program
 * ends. The file may have 8 GiB, and leaves 1 GiB of its disk free; the system property {@value #LIMIT} sets another
 * limit, such as {@code 20g}.
 */
final class Spool {
    /** The system property with the largest number of bytes; k, m or g behind it stands for KiB, MiB or GiB. */
    static final String LIMIT = "descent.stdin.limit";

    private static final long USUAL_LIMIT = 8L << 30;
    private static final long RESERVE = 1L << 30;

    /** By the path that was asked for: a second reader gets the same rows. */
    private static final Map<Path, Path> KEPT = new HashMap<>();

    private Spool() {}

    /**
     * The temporary file with the content of a pipe, which is read if it was not read before.
     *
     * @param name in messages
     * @throws InvalidInputException if it is too large or cannot be read
     */
    static Path of(Path pipe, String name, boolean isStandardInput) {
        synchronized (KEPT) {
            Path kept = KEPT.get(pipe);
            if (kept == null) {
                try (InputStream in = isStandardInput ? System.in : Files.newInputStream(pipe)) {
                    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
                    kept = copy(in, name, folder, limit(folder));
                } catch (IOException e) {
                    throw unreadable(name, e);
                }
                KEPT.put(pipe, kept);
            }
            return kept;
        }
    }

    /** How many bytes may be copied to a folder. */
    static long limit(Path folder) throws IOException {
        String wanted = System.getProperty(LIMIT);
        if (wanted != null) {
            return bytes(wanted);
        }
        long free = Files.getFileStore(folder).getUsableSpace();
        return Math.min(USUAL_LIMIT, Math.max(0, free - RESERVE));
    }

    /** A number of bytes such as 500m. */
    static long bytes(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        int unit = lower.isEmpty() ? -1 : "kmg".indexOf(lower.charAt(lower.length() - 1));
        String digits = unit < 0 ? lower : lower.substring(0, lower.length() - 1);
        if (digits.isEmpty() || digits.length() > 12 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new InvalidInputException(
                    "the system property %s is '%s'; expected a number of bytes such as 500m or 20g"
                            .formatted(LIMIT, Excerpt.of(text, 40)));
        }
        return Long.parseLong(digits) << (unit < 0 ? 0 : 10 * (unit + 1));
    }

    /**
     * Copies all bytes to a temporary file.
     *
     * @param limit the largest number of bytes
     */
    static Path copy(InputStream in, String name, Path folder, long limit) {
        TemporaryFile file = null;
        try {
            file = TemporaryFile.create(folder, "descent-", ".table");
            try (OutputStream out = file.write()) {
                byte[] bytes = new byte[1 << 16];
                long left = limit;
                int count;
                while ((count = in.read(bytes)) >= 0) {
                    left -= count;
                    if (left < 0) {
                        throw new InvalidInputException(
                                "%s: has more than %,d bytes, the most that are kept in %s; write it to a file, or set another limit with -D%s=20g"
                                        .formatted(name, limit, folder, LIMIT));
                    }
                    out.write(bytes, 0, count);
                }
            }
            return file.path();
        } catch (IOException e) {
            delete(file);
            throw unreadable(name, e);
        } catch (InvalidInputException e) {
            delete(file);
            throw e;
        }
    }

    private static void delete(@Nullable TemporaryFile file) {
        if (file != null) {
            file.delete();
        }
    }

    private static InvalidInputException unreadable(String name, IOException e) {
        return new InvalidInputException(
                "%s: cannot be copied to a temporary file: %s"
                        .formatted(name, Excerpt.of(String.valueOf(e.getMessage()), 200)),
                e);
    }
}
