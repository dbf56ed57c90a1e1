package io.descent.core.data;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.descent.api.Rows;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;

/**
 * Compares reading a CSV file to cells with FastCSV's own pass over it, on one thread and in turns. Prints the median
 * seconds of both and their ratio: processor time of the thread, which other programs hardly disturb; collecting garbage
 * is not in it. From the root of the project:
 *
 * <pre>
 * mvn -q -B -pl benchmarks -am -Dmaven.test.skip=true -Djacoco.skip=true package
 * java -Xmx1g -cp "benchmarks/target/classes:$(cat benchmarks/target/classpath)" \
 *     io.descent.core.data.TableReading [ROWS | FILE.csv]
 * </pre>
 *
 * Without a file, it makes one of 20 columns: numbers, words, dates and quoted text.
 */
public final class TableReading {
    private static final int ROUNDS = 7;
    private static final int USUAL_ROWS = 500_000;
    private static final int COLUMNS = 20;

    private TableReading() {}

    /** Runs the comparison. */
    public static void main(String[] arguments) throws Exception {
        boolean isFile = arguments.length > 0 && Files.exists(Path.of(arguments[0]));
        int rows = arguments.length == 0 || isFile ? USUAL_ROWS : Integer.parseInt(arguments[0]);
        Path file = isFile ? Path.of(arguments[0]) : made(rows);
        try {
            compare(file);
        } finally {
            if (!isFile) {
                Files.delete(file);
            }
        }
    }

    private static void compare(Path file) throws Exception {
        double[] own = new double[ROUNDS];
        double[] strings = new double[ROUNDS];
        double[] chars = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            own[round] = seconds(() -> fastCsv(file));
            strings[round] = seconds(() -> cells(file, new Strings()));
            chars[round] = seconds(() -> cells(file, new Characters()));
        }
        double base = median(own);
        System.out.printf(
                "%d MiB: FastCSV %.3f s, cells as strings %.3f s (ratio %.2f), as characters %.3f s (ratio %.2f)%n",
                Files.size(file) >> 20,
                base,
                median(strings),
                median(strings) / base,
                median(chars),
                median(chars) / base);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static double seconds(Callable<Long> work) throws Exception {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        long characters = work.call();
        if (characters == 0) {
            throw new IllegalStateException("the file is empty");
        }
        return (threads.getCurrentThreadCpuTime() - start) / 1e9;
    }

    /** FastCSV's own pass: every field as a string. Returns the number of characters. */
    private static long fastCsv(Path file) throws IOException {
        long characters = 0;
        try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(file)) {
            for (CsvRecord record : reader) {
                for (int j = 0; j < record.getFieldCount(); j++) {
                    characters += record.getField(j).length();
                }
            }
        }
        return characters;
    }

    /** From the file to trimmed cells. Returns the number of characters. */
    private static long cells(Path file, Strings receiver) {
        TableFile table = TableFile.of(file, TableFormat.DEFAULT);
        table.columns();
        table.read(receiver);
        return receiver.characters;
    }

    /** Receives each cell as a string, as every data source delivers them. */
    private static class Strings implements LineRows {
        long characters;

        @Override
        public void line(long number) {}

        @Override
        public void brokenRow(String problem) {
            throw new IllegalStateException(problem);
        }

        @Override
        public Rows number(double value) {
            return this;
        }

        @Override
        public Rows text(String value) {
            characters += value.length();
            return this;
        }

        @Override
        public Rows missing() {
            return this;
        }

        @Override
        public void endRow() {}
    }

    /** Receives each cell as a range of characters. */
    private static final class Characters extends Strings {
        @Override
        public void text(char[] chars, int begin, int end) {
            characters += end - begin;
        }
    }

    private static Path made(int rows) throws IOException {
        String[] words = {"Private", "Self-emp-not-inc", "Local-gov", "?", "Never-married", "HS-grad", "Male", ""};
        SplittableRandom random = new SplittableRandom(1);
        Path file = Files.createTempFile("table-reading", ".csv");
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int j = 0; j < COLUMNS; j++) {
                out.write((j == 0 ? "" : ",") + "column" + j);
            }
            out.write('\n');
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < COLUMNS; j++) {
                    out.write(j == 0 ? "" : ",");
                    switch (j % 5) {
                        case 0 -> out.write(Integer.toString(random.nextInt(100_000)));
                        case 1 -> out.write(Double.toString(random.nextInt(1_000_000) / 1000.0));
                        case 2 -> out.write(words[random.nextInt(words.length)]);
                        case 3 -> out.write("2024-0" + (1 + random.nextInt(9)) + "-1" + random.nextInt(10));
                        default -> out.write("\"Street " + random.nextInt(1000) + ", door\"");
                    }
                }
                out.write('\n');
            }
        }
        return file;
    }
}
