package io.descent.benchmarks.peers;

import io.descent.benchmarks.DescentTrainer;
import io.descent.benchmarks.Net;
import io.descent.benchmarks.Product;
import io.descent.benchmarks.Workload;
import io.descent.core.data.Examples;
import io.descent.core.data.TrainingData;
import io.descent.inference.Model;
import io.descent.inference.spec.Precision;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** One turn of one contender, in its own JVM. Readings go to standard output. */
final class Turn {
    /** The prefix of lines with a reading. */
    static final String MARK = "reading ";

    /** The suffix of contenders that use one thread. */
    private static final double WARM_UP = 1;
    private static final String ONE = "-1";

    private static final int REPETITIONS = 5;
    private static final int BATCH = 1000;

    private final Options options;

    Turn(Options options) {
        this.options = options;
    }

    void take(Part part, String subject, String contender) throws Exception {
        if (contender.equals("peak")) {
            peak();
            return;
        }
        switch (part) {
            case TRAINING -> train(Workload.valueOf(subject), contender);
            case PRODUCTS -> multiply(contender);
            case PREDICTION -> predict(contender);
            case GROWTH -> new Growth(options).measure();
            case START -> StartTime.measure();
        }
    }

    static void print(String contender, String quantity, double value) {
        System.out.println(MARK + new Measurement(contender, quantity, value).toJson());
    }

    private void peak() throws Exception {
        for (int threads : new TreeSet<>(List.of(1, options.threads))) {
            print("peak", threadsName(threads), PeakRate.measure(threads));
        }
    }

    /** Returns the name of the rate of a number of threads. */
    static String threadsName(int threads) {
        return "threads-" + threads;
    }

    /** Returns whether a contender uses only one thread. */
    static boolean isOnOneThread(String contender) {
        return contender.endsWith(ONE);
    }

    private static String library(String contender) {
        return isOnOneThread(contender) ? contender.substring(0, contender.length() - ONE.length()) : contender;
    }

    private int threads(String contender) {
        return isOnOneThread(contender) ? 1 : options.threads;
    }

    private static String suffix(String contender) {
        return isOnOneThread(contender) ? Report.ONE_THREAD : "";
    }

    private void train(Workload workload, String contender) throws Exception {
        Training training =
                switch (library(contender)) {
                    case "descent" -> new DescentTraining(Report.DESCENT);
                    case "djl" -> new DjlTraining();
                    case "dl4j" -> new Dl4jTraining();
                    default -> throw new IllegalArgumentException(contender);
                };
        TrainingData data = workload.load(options.rows);
        Examples test = Objects.requireNonNull(data.test());
        int warmUps = options.warmUps * workload.passes();
        double[] sums = new double[options.epochs];
        int[] done = new int[1];
        int passes = warmUps + options.epochs * workload.passes();
        Plan plan = new Plan(workload, options.seed, threads(contender), passes, seconds -> {
            int pass = done[0]++ - warmUps;
            if (pass >= 0) {
                sums[pass / workload.passes()] += seconds;
            }
        });
        double[] outputs = training.train(plan, data.train(), test);
        String title = training.title() + suffix(contender);
        for (double sum : sums) {
            print(title, "seconds", sum / workload.passes());
        }
        print(title, "score", Rows.score(test, outputs));
        print(title, "rows", data.train().size());
    }

    private void multiply(String contender) throws Exception {
        boolean openBlas = contender.equals("openblas");
        String title = openBlas
                ? OpenBlas.title()
                : contender.equals("descent-scalar") ? Report.SCALAR : Report.DESCENT;
        Function<Product, Runnable> prepare =
                openBlas ? OpenBlas::of : product -> product.onDescent(Precision.FLOAT32);
        for (Product product : products()) {
            time(prepare.apply(product)::run);
        }
        for (Product product : products()) {
            for (double seconds : time(prepare.apply(product)::run)) {
                print(title, product.toString(), product.flops() / seconds);
            }
        }
    }

    /** Returns the products of the three large networks. */
    static Set<Product> products() {
        Set<Product> products = new LinkedHashSet<>();
        for (Workload workload : List.of(Workload.FASHION, Workload.WIDE, Workload.SYNTHETIC)) {
            products.addAll(workload.net().products());
        }
        return products;
    }

    private void predict(String contender) throws Exception {
        Prediction prediction =
                switch (library(contender)) {
                    case "descent" -> new DescentPrediction(Report.DESCENT);
                    case "djl" -> new DjlPrediction();
                    case "onnx" -> new OnnxPrediction();
                    default -> throw new IllegalArgumentException(contender);
                };
        Net net = Workload.FASHION.net();
        TrainingData data = Workload.FASHION.load(Math.min(options.rows, 5000));
        Examples test = Objects.requireNonNull(data.test());
        // every JVM gets the same parameters, because they depend only on the seed
        Model model = DescentTrainer.of(
                        net, new TrainingData(data.train(), null, null), Precision.FLOAT32, 1)
                .epochs(1)
                .build()
                .train()
                .model();
        Prediction.Predictor predictor = prediction.load(model, threads(contender));
        String title = prediction.title() + suffix(contender);
        float[] rows = Rows.features(test);
        int columns = net.widths().get(0);
        float[] batch = Arrays.copyOf(rows, BATCH * columns);
        float[][] examples = new float[BATCH][];
        Arrays.setAll(examples, i -> Arrays.copyOfRange(rows, i * columns, (i + 1) * columns));
        int[] next = new int[1];
        for (double seconds : time(() -> predictor.predict(examples[next[0]++ % BATCH]))) {
            print(title, "1", seconds);
        }
        for (double seconds : time(() -> predictor.predict(batch))) {
            print(title, Integer.toString(BATCH), seconds);
        }
        print(title, "difference", difference(new DescentPrediction("").load(model, 1).predict(batch), predictor.predict(batch)));
    }

    /** Returns the largest difference between two arrays. */
    private static double difference(float[] x, float[] y) {
        double largest = 0;
        for (int i = 0; i < x.length; i++) {
            largest = Math.max(largest, Math.abs(x[i] - y[i]));
        }
        return largest;
    }

    /** Code that is run repeatedly. */
    private interface Timed {
        void run() throws Exception;
    }

    /** Returns the mean seconds of a run for each repetition, after a warm-up long enough for JIT compilers. */
    private double[] time(Timed timed) throws Exception {
        meanSeconds(timed, Math.max(WARM_UP, 2 * options.seconds));
        double[] means = new double[REPETITIONS];
        for (int i = 0; i < REPETITIONS; i++) {
            means[i] = meanSeconds(timed, options.seconds);
        }
        return means;
    }

    private static double meanSeconds(Timed timed, double seconds) throws Exception {
        long start = System.nanoTime();
        int runs = 0;
        double elapsed = 0;
        while (elapsed < seconds) {
            timed.run();
            runs++;
            elapsed = (System.nanoTime() - start) / 1e9;
        }
        return elapsed / runs;
    }
}
