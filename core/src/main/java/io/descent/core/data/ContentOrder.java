package io.descent.core.data;

import io.descent.inference.file.internal.Sha256;
import io.descent.inference.spec.ColumnKind;
import io.descent.inference.spec.Task;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Ranks rows by their cells. The key of a row is the first half of a SHA-256: of the seed (8 bytes), then of the cells of
 * features, labels, weight, group, time and set, in the alphabetical order of their columns (UTF-16). Columns that are
 * ignored do not count. A cell is
 *
 * <ul>
 *   <li>0 if it is missing,
 *   <li>1 and the bits of a float64 if it is a number; -0 is 0, a truth value is 1 or 0, and a set is 0, 1 or 2,
 *   <li>2 and the microseconds since 1970 (UTC) if it is a date, 8 bytes,
 *   <li>3, the number of bytes (4 bytes) and the trimmed text in UTF-8 if it is a word, a class or a group.
 * </ul>
 *
 * Whole numbers are big-endian. Rows are in the ascending order of their keys, which are compared as two signed numbers of
 * 64 bits. Rows with the same key have the same cells, parts of a microsecond apart.
 */
final class ContentOrder {
    private static final byte MISSING = 0;
    private static final byte NUMBER = 1;
    private static final byte TIME = 2;
    private static final byte WORD = 3;
    private static final double MICROS = 1e6;

    /** Adds the cell of a row to a digest. */
    private interface Cell {
        void add(int row, Digest digest);
    }

    /** The cells of a column, by its name. */
    private record Named(String name, Cell cell) {}

    /** A digest with memory for a number. */
    private static final class Digest {
        private final MessageDigest digest = Sha256.start();
        private final ByteBuffer memory = ByteBuffer.allocate(1 + Long.BYTES);

        void add(byte kind, long bits) {
            digest.update(memory.clear().put(kind).putLong(bits).flip());
        }

        void number(double value) {
            if (Double.isNaN(value)) {
                digest.update(MISSING);
            } else {
                add(NUMBER, Double.doubleToLongBits(value + 0.0)); // -0 + 0 is 0
            }
        }

        void time(double seconds) {
            if (Double.isNaN(seconds)) {
                digest.update(MISSING);
            } else {
                add(TIME, Math.round(seconds * MICROS));
            }
        }

        void word(byte[] text) {
            if (text.length == 0) {
                digest.update(MISSING);
            } else {
                digest.update(memory.clear().put(WORD).putInt(text.length).flip());
                digest.update(text);
            }
        }
    }

    private ContentOrder() {}

    /**
     * The positions of the examples by their rank.
     *
     * @param seed the key of the hash
     */
    static int[] of(RawExamples examples, RoleCells roles, long seed) {
        long[] keys = keys(examples, roles, seed);
        return IntStream.range(0, examples.size())
                .boxed()
                .sorted(Comparator.<Integer>comparingLong(i -> keys[2 * i]).thenComparingLong(i -> keys[2 * i + 1]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /**
     * The keys of the examples, two numbers each.
     *
     * @param roles the cells that decide something, of the same rows
     */
    static long[] keys(RawExamples examples, RoleCells roles, long seed) {
        Cell[] cells = columns(examples, roles).stream()
                .sorted(Comparator.comparing(Named::name))
                .map(Named::cell)
                .toArray(Cell[]::new);
        long[] keys = new long[2 * examples.size()];
        Digest digest = new Digest();
        ByteBuffer start = ByteBuffer.allocate(Long.BYTES).putLong(seed);
        for (int i = 0; i < examples.size(); i++) {
            digest.digest.update(start.rewind());
            for (Cell cell : cells) {
                cell.add(i, digest);
            }
            ByteBuffer hash = ByteBuffer.wrap(digest.digest.digest());
            keys[2 * i] = hash.getLong();
            keys[2 * i + 1] = hash.getLong();
        }
        return keys;
    }

    private static List<Named> columns(RawExamples examples, RoleCells roles) {
        List<Named> columns = new ArrayList<>();
        List<FeatureCells> features = examples.columns();
        for (int j = 0; j < features.size(); j++) {
            FeatureCells each = features.get(j);
            columns.add(new Named(each.name(), feature(examples, each, j)));
        }
        List<String> labels = examples.schema().labels();
        byte[][] classes = texts(examples.schema().classes());
        for (int k = 0; k < labels.size(); k++) {
            int value = k;
            columns.add(new Named(
                    labels.get(k),
                    examples.schema().task() == Task.CLASSIFICATION
                            ? (i, digest) -> digest.word(classes[(int) examples.label(i)])
                            : (i, digest) -> digest.number(examples.label(i, value))));
        }
        Roles named = roles.roles();
        double[] weights = roles.weights();
        if (named.weight() != null) {
            columns.add(new Named(named.weight(), (i, digest) -> digest.number(weights[i])));
        }
        if (named.group() != null) {
            columns.add(new Named(named.group(), (i, digest) -> digest.word(text(roles.group(i)))));
        }
        if (named.time() != null && !examples.schema().features().contains(named.time())) {
            columns.add(new Named(named.time(), numbers(roles.times())));
        }
        if (named.set() != null) {
            columns.add(new Named(
                    named.set(),
                    numbers(Arrays.stream(roles.sets()).asDoubleStream().toArray())));
        }
        return columns;
    }

    private static Cell feature(RawExamples examples, FeatureCells each, int feature) {
        if (each.cells() instanceof Column.Words words) {
            byte[][] texts = texts(words.words());
            Table table = examples.table();
            return (i, digest) -> {
                int code = words.code(table.position(i));
                digest.word(code < 0 ? new byte[0] : texts[code]);
            };
        }
        IntToDoubleFunction number = i -> examples.feature(i, feature);
        return each.kind() == ColumnKind.DATE
                ? (i, digest) -> digest.time(number.applyAsDouble(i))
                : (i, digest) -> digest.number(number.applyAsDouble(i));
    }

    private static Cell numbers(double[] values) {
        return (i, digest) -> digest.number(values[i]);
    }

    private static byte[][] texts(List<String> words) {
        return words.stream().map(ContentOrder::text).toArray(byte[][]::new);
    }

    private static byte[] text(String word) {
        return word.strip().getBytes(StandardCharsets.UTF_8);
    }
}
