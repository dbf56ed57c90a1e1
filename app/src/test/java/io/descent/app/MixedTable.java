package io.descent.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** A made-up table with an id, numbers with holes, words, truth values, dates, a class and a price to predict. */
final class MixedTable {
    static final List<String> COLUMNS = List.of("id", "age", "job", "member", "joined", "risk", "price");
    private static final String[] JOBS = {"baker", "driver", "nurse", "teacher"};

    private MixedTable() {}

    /** Rows of cells in the order of the columns. */
    static List<List<String>> rows(int count, long seed) {
        Random random = new Random(seed);
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int age = 20 + random.nextInt(50);
            String job = JOBS[random.nextInt(JOBS.length)];
            boolean member = random.nextBoolean();
            int day = 1 + random.nextInt(28);
            int month = 1 + random.nextInt(12);
            boolean high = age > 45 || job.equals("driver");
            double price = 100_000 + 2_000 * age + (job.equals("nurse") ? 30_000 : 0) + 1_000 * random.nextGaussian();
            rows.add(List.of(
                    "k" + (1000 * seed + i),
                    random.nextInt(20) == 0 ? "" : String.valueOf(age),
                    job,
                    member ? "yes" : "no",
                    String.format(Locale.ROOT, "2023-%02d-%02d", month, day),
                    high ? "high" : "low",
                    String.format(Locale.ROOT, "%.2f", price)));
        }
        return rows;
    }

    /** Writes rows as CSV. */
    static Path csv(Path file, List<List<String>> rows) throws IOException {
        return csv(file, COLUMNS, rows, "\n");
    }

    /** Writes rows as CSV; no cell needs quotes. */
    static Path csv(Path file, List<String> columns, List<List<String>> rows, String end) throws IOException {
        StringBuilder text = new StringBuilder(String.join(",", columns)).append(end);
        rows.forEach(row -> text.append(String.join(",", row)).append(end));
        return Files.writeString(file, text);
    }
}
