package io.descent.benchmarks.peers;

import io.descent.benchmarks.Product;
import io.descent.benchmarks.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.regression.SimpleRegression;

/** Turns readings into the Markdown of docs/performance.md. */
final class Report {
    /** Contender: Descent as the launcher starts it. */
    static final String DESCENT = "Descent";
    /** Ends the title of a contender that runs on one thread. */
    static final String ONE_THREAD = ", one thread";
    /** Contender: Descent in a JVM without the vector module. */
    static final String SCALAR = "Descent, scalar kernels";

    private static final String PEAK = "peak";
    /** Written by hand; begins the page. */
    private static final Path SUMMARY = Path.of("benchmarks", "summary.md");
    /** Written by hand; ends the page. */
    private static final Path NOTES = Path.of("benchmarks", "notes.md");

    /** Products whose sides are all at least this long must not be slow. */
    private static final int LARGE = 64;
    /** Columns of a line of prose. */
    private static final int WIDTH = 120;

    private final Path folder;
    private final StringBuilder out = new StringBuilder();

    private Report(Path folder) {
        this.folder = folder;
    }

    /** The page, of all readings in a folder. */
    static String of(Path folder) throws IOException {
        return new Report(folder).page();
    }

    private String page() throws IOException {
        block("# Performance");
        file(SUMMARY);
        block("## Measurements");
        line(
                """
                `benchmarks/run --out docs/performance.md` generates this page; do not edit it by hand. Each contender runs in its \
                own JVM, contenders take turns, and each table comes from a single run. A cell shows the median of all readings, \
                with the minimum and maximum in parentheses. Descent runs with `--add-modules jdk.incubator.vector`, which the \
                launcher sets.""");
        for (Workload workload : Workload.values()) {
            for (Readings readings : Readings.all(folder, Part.TRAINING, workload.name())) {
                training(workload, readings);
            }
        }
        for (Readings readings : Readings.all(folder, Part.PRODUCTS, "")) {
            products(readings);
        }
        for (Readings readings : Readings.all(folder, Part.PREDICTION, "")) {
            prediction(readings);
        }
        for (Readings readings : Readings.all(folder, Part.GROWTH, "")) {
            growth(readings);
        }
        for (Readings readings : Readings.all(folder, Part.START, "")) {
            start(readings);
        }
        file(NOTES);
        return out.toString().stripTrailing() + "\n";
    }

    private void training(Workload workload, Readings readings) {
        heading("Training " + workload.net(), readings);
        line(
                """
                %s, %,.0f rows; relu, he-normal, Adam with learning rate 0.001, %s; %s threads unless the row says otherwise. Each \
                turn measures %s epochs after %s warm-up epochs; number of turns: %s. Times cover training steps and batch \
                assembly. The last column is measured after the last epoch."""
                        .formatted(
                                data(workload),
                                readings.median(DESCENT, "rows"),
                                workload.precision(),
                                readings.fact("threads"),
                                readings.fact("epochs"),
                                readings.fact("warmUps"),
                                readings.fact("rounds")));
        double descent = readings.median(DESCENT, "seconds");
        List<List<String>> rows = new ArrayList<>();
        for (String contender : readings.contenders()) {
            if (contender.equals(PEAK)) {
                continue;
            }
            Spread epoch = readings.spread(contender, "seconds").orElseThrow();
            double steps = Math.ceil(readings.median(contender, "rows") / workload.net().batch());
            rows.add(List.of(
                    contender,
                    time(epoch),
                    time(epoch.median() / steps),
                    number(epoch.median() / descent),
                    readings.spread(contender, "score").orElseThrow().text("%.2f")));
        }
        table(List.of("", "time per epoch", "time per step", "relative to Descent", scoreName(workload)), rows);
        if (workload != Workload.TINY) {
            floor(workload, readings);
        }
    }

    private void floor(Workload workload, Readings readings) {
        int threads = Integer.parseInt(readings.fact("threads"));
        double rate = readings.median(PEAK, Turn.threadsName(threads));
        double flops = workload.net().flopsPerExample() * readings.median(DESCENT, "rows");
        double floor = flops / rate;
        line("Lower bound: the matrix products of one epoch need %1$.0f GFLOP. A bare multiply-add loop on %3$d threads reaches %2$.0f GFLOP/s and would take %4$s; Descent takes %5$.2f times as long."
                .formatted(
                        flops / 1e9, rate / 1e9, threads, time(floor), readings.median(DESCENT, "seconds") / floor));
        double scaling = readings.median(DESCENT + ONE_THREAD, "seconds") / readings.median(DESCENT, "seconds");
        double bare = rate / readings.median(PEAK, Turn.threadsName(1));
        if (!Double.isNaN(scaling)) {
            line("On %d threads, Descent is %.2f times as fast as on one, and the bare loop %.2f times; the ratio is %.2f."
                    .formatted(threads, scaling, bare, scaling / bare));
        }
    }

    private static String data(Workload workload) {
        return switch (workload) {
            case FASHION, WIDE -> "Data: Fashion-MNIST, pixels divided by 255, no dev set";
            case SYNTHETIC -> "Data: a regression problem (sines of sums of normal features, noise 0.1)";
            case TINY -> "Data: two moons";
        };
    }

    private static String scoreName(Workload workload) {
        return switch (workload) {
            case FASHION, WIDE -> "test accuracy, %";
            case SYNTHETIC -> "test RMSE";
            case TINY -> "train accuracy, %";
        };
    }

    private void products(Readings readings) {
        heading("Matrix products on one thread", readings);
        line(
                """
                Rates in GFLOP/s of the float32 products c = a b (rows x inner side x columns) in a training step of the three large \
                networks above. A prime marks a factor that is stored transposed.""");
        List<String> contenders =
                readings.contenders().stream().filter(name -> !name.equals(PEAK)).toList();
        List<String> peers = contenders.stream().filter(name -> !name.equals(DESCENT)).toList();
        List<List<String>> rows = new ArrayList<>();
        for (Product product : Turn.products()) {
            List<String> row = new ArrayList<>(List.of(product.toString()));
            for (String contender : contenders) {
                row.add(readings.spread(contender, product.toString())
                        .map(spread -> new Spread(spread.median() / 1e9, spread.min() / 1e9, spread.max() / 1e9)
                                .text("%.0f"))
                        .orElse(""));
            }
            for (String peer : peers) {
                row.add(number(ratio(readings, product, peer)));
            }
            rows.add(row);
        }
        List<String> head = new ArrayList<>(List.of("product"));
        head.addAll(contenders);
        peers.forEach(peer -> head.add("Descent / " + peer));
        table(head, rows);
        for (String peer : peers) {
            double logs = 0;
            for (Product product : Turn.products()) {
                logs += Math.log(ratio(readings, product, peer));
            }
            line("Geometric mean of Descent / %s: %.2f."
                    .formatted(peer, Math.exp(logs / Turn.products().size())));
        }
        Map<Product, Double> large = Turn.products().stream()
                .filter(product -> product.shortest() >= LARGE)
                .collect(Collectors.toMap(
                        product -> product, product -> readings.median(DESCENT, product.toString())));
        Map.Entry<Product, Double> worst =
                large.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow();
        double best = large.values().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        line("Among products whose sides are all at least %d, the slowest for Descent (%s) runs at %.2f of the rate of the fastest. A bare multiply-add loop reaches %.0f GFLOP/s."
                .formatted(
                        LARGE,
                        worst.getKey(),
                        worst.getValue() / best,
                        readings.median(PEAK, Turn.threadsName(1)) / 1e9));
    }

    private static double ratio(Readings readings, Product product, String peer) {
        return readings.median(DESCENT, product.toString()) / readings.median(peer, product.toString());
    }

    private void prediction(Readings readings) {
        heading("Prediction", readings);
        line("Time to compute the class probabilities of a trained 784-256-128-10, from a `float[]` into a `float[]`, on %s threads unless the row says otherwise."
                .formatted(readings.fact("threads")));
        List<List<String>> rows = new ArrayList<>();
        for (String contender : readings.contenders()) {
            Spread one = readings.spread(contender, "1").orElseThrow();
            Spread batch = readings.spread(contender, "1000").orElseThrow();
            rows.add(List.of(
                    contender,
                    time(one),
                    number(one.median() / readings.median(DESCENT, "1")),
                    time(batch),
                    number(batch.median() / readings.median(DESCENT, "1000")),
                    "%.0e".formatted(readings.spread(contender, "difference").orElseThrow().max())));
        }
        table(
                List.of(
                        "",
                        "1 example",
                        "relative to Descent",
                        "1,000 examples",
                        "relative to Descent",
                        "largest difference from Descent"),
                rows);
    }

    private void growth(Readings readings) {
        heading("How time grows with size", readings);
        line(
                """
                The network has 10 classes, 256 inputs and 2 hidden layers of 256 units; it trains with batch size 128 on %s threads. \
                Each row changes one size (width changes inputs and hidden layers) and keeps the others. The exponent is the slope of \
                a line fitted to the logarithms."""
                        .formatted(readings.fact("threads")));
        List<List<String>> rows = new ArrayList<>();
        for (String size : readings.contenders()) {
            SimpleRegression line = new SimpleRegression();
            List<String> points = new ArrayList<>();
            for (String value : readings.quantities(size)) {
                double seconds = readings.median(size, value);
                line.addData(Math.log(Double.parseDouble(value)), Math.log(seconds));
                points.add(value + ": " + time(seconds));
            }
            rows.add(List.of(
                    size,
                    size.equals("rows") ? "epoch" : "step",
                    String.join(", ", points),
                    number(line.getSlope()),
                    "%.3f".formatted(line.getRSquare())));
        }
        table(List.of("size", "time of one", "measured", "exponent", "R²"), rows);
    }

    private void start(Readings readings) {
        heading("Start-up", readings);
        line("`./descent train examples/moons.yaml`, already built, takes %s from launch until the first epoch is recorded."
                .formatted(time(readings.spread(DESCENT, "seconds").orElseThrow())));
    }

    private void heading(String text, Readings readings) {
        block("### %s (JDK %s)".formatted(text, readings.fact("jdk")));
        line("%s, %s cores, %s, %s."
                .formatted(
                        readings.fact("cpu"), readings.fact("cores"), readings.fact("vm"), readings.fact("date")));
    }

    /** A paragraph, broken into lines. */
    private void line(String text) {
        StringBuilder lines = new StringBuilder();
        int column = 0;
        for (String word : text.split(" ")) {
            if (column > 0 && column + 1 + word.length() > WIDTH) {
                lines.append('\n');
                column = 0;
            } else if (column > 0) {
                lines.append(' ');
                column++;
            }
            lines.append(word);
            column += word.length();
        }
        block(lines.toString());
    }

    private void file(Path path) throws IOException {
        if (Files.exists(path)) {
            block(Files.readString(path).strip());
        }
    }

    /** Text as it is, and an empty line. */
    private void block(String text) {
        out.append(text).append("\n\n");
    }

    private void table(List<String> head, List<List<String>> rows) {
        List<String> rule = head.stream().map(cell -> "---").toList();
        String text = Stream.concat(Stream.of(head, rule), rows.stream())
                .map(row -> "| " + String.join(" | ", row) + " |")
                .collect(Collectors.joining("\n"));
        block(text);
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : "%.2f".formatted(value);
    }

    private static String time(double seconds) {
        Unit unit = Unit.of(seconds);
        return unit.format().formatted(seconds / unit.seconds()) + unit.name();
    }

    private static String time(Spread seconds) {
        Unit unit = Unit.of(seconds.median());
        return new Spread(
                                seconds.median() / unit.seconds(),
                                seconds.min() / unit.seconds(),
                                seconds.max() / unit.seconds())
                        .text(unit.format())
                + unit.name();
    }

    /** A unit in which a time reads well. */
    private record Unit(String name, double seconds, String format) {
        static Unit of(double time) {
            if (time >= 0.1) {
                return new Unit(" s", 1, "%.2f");
            }
            return time >= 0.001 ? new Unit(" ms", 1e-3, "%.2f") : new Unit(" µs", 1e-6, "%.1f");
        }
    }
}
