package io.descent.core.data;

import io.descent.inference.file.internal.Archives;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.text.internal.Printable;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The text of a file: plain, in gzip or in a zip archive, in a character set that its first bytes show or the user
 * names. Can be read again and again, in constant memory.
 */
final class TextInput {
    private static final int HEAD = 1 << 16;
    private static final int LONGEST_NAME = 60;
    private static final int MOST_NAMES = 10;
    /** How many bytes are read between two reports of progress. */
    private static final long REPORT = 8L << 20;

    private final Path file;
    private final String name;
    private final boolean isGzip;
    private final @Nullable String entry;
    private final Charset charset;
    private final int mark;
    private final boolean isCharsetFound;

    private TextInput(Path file, String name, @Nullable Charset wanted) throws IOException {
        this.file = file;
        this.name = name;
        byte[] head = new byte[HEAD];
        int length;
        try (InputStream in = Files.newInputStream(file)) {
            length = in.readNBytes(head, 0, HEAD);
        }
        isGzip = begins(head, length, 0x1F, 0x8B);
        entry = begins(head, length, 'P', 'K', 3, 4) || begins(head, length, 'P', 'K', 5, 6) ? onlyEntry() : null;
        if (isGzip || entry != null) {
            try (InputStream in = bytes(count -> {})) {
                length = in.readNBytes(head, 0, HEAD);
            }
        }
        String problem = FileSignature.problem(head, length, name);
        if (problem != null) {
            throw problem(problem);
        }
        Encoding encoding = Encoding.of(head, length, wanted);
        charset = encoding.charset();
        mark = encoding.mark();
        isCharsetFound = wanted == null;
    }

    /**
     * Looks at the beginning of a file.
     *
     * @param name of the file in messages
     * @param wanted the character set; null to find it
     * @throws InvalidInputException if the file cannot be read or is not text
     */
    static TextInput of(Path file, String name, @Nullable Charset wanted) {
        if (Files.isDirectory(file)) {
            throw new InvalidInputException(
                    name + ": is a folder; expected a file, or a pattern such as '*.csv' for the files in it");
        }
        try {
            return new TextInput(file, name, wanted);
        } catch (IOException | IllegalArgumentException e) { // the latter for names in archives
            throw unreadable(name, e);
        }
    }

    private static boolean begins(byte[] head, int length, int... mark) {
        if (length < mark.length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            if ((head[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    private String onlyEntry() throws IOException {
        try (ZipFile zip = Archives.zip(file)) {
            List<String> names = zip.stream()
                    .filter(each -> !each.isDirectory())
                    .map(ZipEntry::getName)
                    .toList();
            if (names.contains("[Content_Types].xml")) {
                throw problem(
                        names.contains("xl/workbook.xml")
                                ? "is an Excel workbook (.xlsx); save the sheet as CSV (UTF-8) in Excel"
                                : "is a document of an office program; expected a table of text, such as CSV");
            }
            if (names.contains("content.xml") && names.contains("mimetype")) {
                throw problem("is a document of LibreOffice or OpenOffice; save the sheet as CSV (UTF-8) there");
            }
            List<String> tables = names.stream().filter(TextInput::isContent).toList();
            if (tables.size() != 1) {
                throw problem("the zip archive contains %s; expected exactly one file%s"
                        .formatted(
                                tables.isEmpty() ? "no file" : tables.size() + " files",
                                tables.isEmpty() ? "" : ", found " + shown(tables)));
            }
            return tables.get(0);
        }
    }

    /** Whether an entry is not one of those that macOS adds to every archive. */
    private static boolean isContent(String entry) {
        return !entry.startsWith("__MACOSX/") && !entry.endsWith(".DS_Store");
    }

    private static String shown(List<String> names) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(MOST_NAMES, names.size()); i++) {
            text.append(i == 0 ? "" : ", ").append(Excerpt.of(names.get(i), LONGEST_NAME));
        }
        return text.append(names.size() > MOST_NAMES ? ", ..." : "").toString();
    }

    /** The name in messages. */
    String name() {
        return name;
    }

    /** Whether the name of the file, or of the one in the archive, says that there is one JSON object per line. */
    boolean isNamedJsonLines() {
        String lower = (entry != null ? entry : file.getFileName().toString()).toLowerCase(Locale.ROOT);
        String plain = lower.endsWith(".gz") ? lower.substring(0, lower.length() - 3) : lower;
        return plain.endsWith(".jsonl") || plain.endsWith(".ndjson");
    }

    /** Number of bytes, compressed if the file is. */
    long size() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    /**
     * Opens the text from its beginning, without a byte order mark.
     *
     * @param progress told the number of bytes of the file that have been read, at most once per 8 MiB
     */
    Reader open(LongConsumer progress) throws IOException {
        InputStream in = bytes(progress);
        try {
            in.skipNBytes(mark);
            return new StrictReader(in, charset);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /**
     * The beginning of the text.
     *
     * @param length number of characters
     * @return fewer characters if there are no more
     */
    String head(int length) throws IOException {
        try (Reader reader = open(count -> {})) {
            char[] chars = new char[length];
            int filled = 0;
            int count;
            while (filled < length && (count = reader.read(chars, filled, length - filled)) >= 0) {
                filled += count;
            }
            return new String(chars, 0, filled);
        }
    }

    private InputStream bytes(LongConsumer progress) throws IOException {
        if (entry != null) {
            return zipped(entry, progress);
        }
        InputStream in = new Counted(Files.newInputStream(file), progress, 1);
        if (!isGzip) {
            return in;
        }
        try {
            return new GZIPInputStream(in, HEAD);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private InputStream zipped(String member, LongConsumer progress) throws IOException {
        ZipFile zip = Archives.zip(file);
        try {
            ZipEntry found = zip.getEntry(member);
            InputStream in = found == null ? null : zip.getInputStream(found);
            if (found == null || in == null) {
                throw new NoSuchFileException(member);
            }
            return new Counted(in, progress, (double) size() / Math.max(1, found.getSize())) {
                @Override
                public void close() throws IOException {
                    super.close();
                    zip.close();
                }
            };
        } catch (IOException e) {
            zip.close();
            throw e;
        }
    }

    /** Counts the bytes that are read. */
    private static class Counted extends FilterInputStream {
        private final LongConsumer progress;
        private final double scale;
        private long count;
        private long reported;

        Counted(InputStream in, LongConsumer progress, double scale) {
            super(in);
            this.progress = progress;
            this.scale = scale;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int read = super.read(to, offset, length);
            count(read);
            return read;
        }

        private void count(int read) {
            if (read > 0) {
                count += read;
                if (count - reported >= REPORT) {
                    reported = count;
                    progress.accept((long) (count * scale));
                }
            }
        }
    }

    /** A problem with this file. */
    InvalidInputException problem(String text) {
        return new InvalidInputException(name + ": " + text);
    }

    /** What an exception means that was thrown while the text was read. */
    InvalidInputException unreadable(IOException e) {
        if (!(e instanceof StrictReader.NotTextException found)) {
            return unreadable(name, e);
        }
        String advice = found.isNul()
                ? ""
                : isCharsetFound && !charset.equals(StandardCharsets.UTF_8)
                        ? "; the file is damaged, or is not text"
                        : isCharsetFound
                                ? "; if the file was written by Excel or another program of Windows, write data.encoding:"
                                        + " windows-1252, or data.encoding: latin-1 for any bytes"
                                : "; data.encoding names another character set than the file is written in; latin-1 takes any"
                                        + " bytes";
        return new InvalidInputException(
                "%s: line %d: %s%s".formatted(name, line(found.before()), e.getMessage(), advice), e);
    }

    /** The line on which a character is, counted from 1. */
    private long line(long position) {
        long line = 1;
        try (Reader reader = open(count -> {})) {
            char[] chars = new char[1 << 13];
            long left = position;
            char last = 0;
            int count = 0;
            while (left > 0 && (count = reader.read(chars, 0, (int) Math.min(chars.length, left))) >= 0) {
                for (int i = 0; i < count; i++) {
                    if (chars[i] == '\r' || (chars[i] == '\n' && last != '\r')) {
                        line++;
                    }
                    last = chars[i];
                }
                left -= count;
            }
        } catch (IOException e) {
            return line; // the position is where reading failed: all lines before it have been counted
        }
        return line;
    }

    private static InvalidInputException unreadable(String name, Exception e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        String problem = e instanceof NoSuchFileException
                ? "file not found"
                : e instanceof AccessDeniedException
                        ? "cannot be read: permission denied"
                        : e instanceof EOFException
                                ? "ends too early; the compressed file is incomplete"
                                : "cannot be read: " + Excerpt.of(message, 200);
        return new InvalidInputException(name + ": " + Printable.line(problem), e);
    }

    /** A character set and the length of the byte order mark. */
    private record Encoding(Charset charset, int mark) {
        private static final Charset UTF_32LE = Charset.forName("UTF-32LE");
        private static final Charset UTF_32BE = Charset.forName("UTF-32BE");

        /** A mark decides; then what the user wants; then zero bytes, which ASCII has in UTF-16 only; then UTF-8. */
        static Encoding of(byte[] head, int length, @Nullable Charset wanted) {
            if (begins(head, length, 0xEF, 0xBB, 0xBF)) {
                return new Encoding(StandardCharsets.UTF_8, 3);
            }
            if (begins(head, length, 0xFF, 0xFE, 0, 0)) {
                return new Encoding(UTF_32LE, 4);
            }
            if (begins(head, length, 0, 0, 0xFE, 0xFF)) {
                return new Encoding(UTF_32BE, 4);
            }
            if (begins(head, length, 0xFF, 0xFE)) {
                return new Encoding(StandardCharsets.UTF_16LE, 2);
            }
            if (begins(head, length, 0xFE, 0xFF)) {
                return new Encoding(StandardCharsets.UTF_16BE, 2);
            }
            if (wanted != null && !wanted.equals(StandardCharsets.UTF_16)) {
                return new Encoding(wanted, 0);
            }
            Charset found = utf16(head, length);
            return new Encoding(
                    found != null ? found : wanted != null ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8, 0);
        }

        /** UTF-16 if at least a quarter of the pairs have one zero byte, and nearly always the same one. */
        private static @Nullable Charset utf16(byte[] head, int length) {
            if (length < head.length && length % 2 != 0) {
                return null; // the whole file has half a pair
            }
            int pairs = length / 2;
            int low = 0;
            int high = 0;
            for (int i = 0; i < pairs; i++) {
                low += head[2 * i] == 0 ? 1 : 0;
                high += head[2 * i + 1] == 0 ? 1 : 0;
            }
            if (Math.max(low, high) * 4 < pairs || pairs < 2 || Math.min(low, high) * 10 > Math.max(low, high)) {
                return null;
            }
            return high > low ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
        }
    }
}
