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

/** Makes Markdown of readings. */
final class Report {
    /** Contender: Descent as it is meant to be run. */
    static final String DESCENT = "Descent";
    /** What the title of a contender on one thread ends with. */
    static final String ONE_THREAD = ", one thread";
    /** Contender: in a virtual machine without the vector module. */
    static final String SCALAR = "Descent, scalar kernels";

    private static final String PEAK = "peak";
    /** Text by hand that goes to the end. */
    private static final Path NOTES = Path.of("benchmarks", "notes.md");

    /** The sides from which a product must not be slow. */
    private static final int LARGE = 64;

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
        line("# Performance");
        line(
                """
                Made by `benchmarks/run --out docs/performance.md`; do not edit. Each contender runs in a virtual machine of its own, \
                contenders take turns, and all of a table comes from one run. A cell is the median of all readings, with the least and \
                the greatest. Descent runs with `--add-modules jdk.incubator.vector`, as the launcher starts it.""");
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
        if (Files.exists(NOTES)) {
            line(Files.readString(NOTES).strip());
        }
        return out.toString().stripTrailing() + "\n";
    }

    private void training(Workload workload, Readings readings) {
        heading("Training " + workload.net(), readings);
        line(
                """
                %s, %,.0f rows; relu, he-normal, Adam with learning rate 0.001, %s, %s threads unless said otherwise; %s epochs after %s of warm-up in each of %s turns. \
                The time is that of training steps with batch assembly; %s is that after the last epoch."""
                        .formatted(
                                data(workload),
                                readings.median(DESCENT, "rows"),
                                workload.precision(),
                                readings.fact("threads"),
                                readings.fact("epochs"),
                                readings.fact("warmUps"),
                                readings.fact("rounds"),
                                scoreName(workload)));
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
        table(List.of("", "epoch", "step", "times Descent", scoreName(workload)), rows);
        if (workload != Workload.TINY) {
            floor(workload, readings);
        }
    }

    private void floor(Workload workload, Readings readings) {
        int threads = Integer.parseInt(readings.fact("threads"));
        double rate = readings.median(PEAK, Turn.threadsName(threads));
        double flops = workload.net().flopsPerExample() * readings.median(DESCENT, "rows");
        double floor = flops / rate;
        line("Floor: the %.0f GFLOP of an epoch's matrix products at %.0f GFLOP/s, the rate of a bare multiply-add loop on %d threads, take %s. Descent takes %.2f times as long."
                .formatted(
                        flops / 1e9, rate / 1e9, threads, time(floor), readings.median(DESCENT, "seconds") / floor));
        double scaling = readings.median(DESCENT + ONE_THREAD, "seconds") / readings.median(DESCENT, "seconds");
        double bare = rate / readings.median(PEAK, Turn.threadsName(1));
        if (!Double.isNaN(scaling)) {
            line("%d threads against one: Descent is %.2f times as fast, the bare loop %.2f times; that is %.2f of it."
                    .formatted(threads, scaling, bare, scaling / bare));
        }
    }

    private static String data(Workload workload) {
        return switch (workload) {
            case FASHION, WIDE -> "Fashion-MNIST, pixels divided by 255, no dev set";
            case SYNTHETIC -> "A regression: sines of sums of normal features, noise 0.1";
            case TINY -> "Two moons";
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
                GFLOP/s of float32 products c = a b, rows x inner side x columns, of a training step of the three large nets \
                above. A prime marks a factor that is stored transposed.""");
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
            line("Descent / %s, geometric mean: %.2f."
                    .formatted(peer, Math.exp(logs / Turn.products().size())));
        }
        Map<Product, Double> large = Turn.products().stream()
                .filter(product -> product.shortest() >= LARGE)
                .collect(Collectors.toMap(
                        product -> product, product -> readings.median(DESCENT, product.toString())));
        Map.Entry<Product, Double> worst =
                large.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow();
        double best = large.values().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        line("Of the products with all sides at least %d, Descent's slowest (%s) has %.2f of the rate of its fastest. A bare multiply-add loop: %.0f GFLOP/s."
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
        line("The class probabilities of a trained 784-256-128-10, from a `float[]` into a `float[]`, on %s threads unless said otherwise."
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
                List.of("", "1 example", "times Descent", "1,000 examples", "times Descent", "largest difference to Descent"),
                rows);
    }

    private void growth(Readings readings) {
        heading("How cost grows", readings);
        line(
                """
                A net with 10 classes whose inputs and 2 hidden layers are 256 wide, batch 128, on %s threads: one size is changed, the \
                others stay. The exponent is the slope of a line fitted to the logarithms."""
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
        table(List.of("size", "time of", "", "exponent", "R²"), rows);
    }

    private void start(Readings readings) {
        heading("Start", readings);
        line("`./descent train examples/moons.yaml`, built before, from the start of the process to the record of the first epoch: %s."
                .formatted(time(readings.spread(DESCENT, "seconds").orElseThrow())));
    }

    private void heading(String text, Readings readings) {
        line("## %s (JDK %s)".formatted(text, readings.fact("jdk")));
        line("%s, %s cores, %s, %s."
                .formatted(
                        readings.fact("cpu"), readings.fact("cores"), readings.fact("vm"), readings.fact("date")));
    }

    /** A paragraph. */
    private void line(String text) {
        out.append(text).append("\n\n");
    }

    private void table(List<String> head, List<List<String>> rows) {
        List<String> rule = head.stream().map(cell -> "---").toList();
        String text = Stream.concat(Stream.of(head, rule), rows.stream())
                .map(row -> "| " + String.join(" | ", row) + " |")
                .collect(Collectors.joining("\n"));
        line(text);
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
