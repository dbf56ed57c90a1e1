package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static io.descent.app.CommandLineRun.good;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import io.descent.activations.Linear;
import io.descent.activations.Sigmoid;
import io.descent.api.Fan;
import io.descent.api.Initializer;
import io.descent.api.Labels;
import io.descent.api.LrSchedule;
import io.descent.api.Optimizer;
import io.descent.api.Predictions;
import io.descent.api.Progress;
import io.descent.api.Regularizer;
import io.descent.api.Scratch;
import io.descent.api.Step;
import io.descent.api.Tensor;
import io.descent.core.data.Table;
import io.descent.core.data.TargetScaling;
import io.descent.core.network.internal.FirstStep;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainerBuilder;
import io.descent.inference.Model;
import io.descent.inference.network.internal.BatchNormalizer;
import io.descent.inference.network.internal.RunningStatistics;
import io.descent.inference.plugin.internal.HyperparameterInfo;
import io.descent.inference.spec.BatchNorm;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Task;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.initializers.Constant;
import io.descent.initializers.GlorotNormal;
import io.descent.initializers.GlorotUniform;
import io.descent.initializers.HeNormal;
import io.descent.initializers.RandomNormal;
import io.descent.initializers.XavierNormal;
import io.descent.initializers.XavierUniform;
import io.descent.metrics.Average;
import io.descent.metrics.F1;
import io.descent.optimizers.Adadelta;
import io.descent.optimizers.Adagrad;
import io.descent.optimizers.Adam;
import io.descent.optimizers.Adamax;
import io.descent.optimizers.Adamw;
import io.descent.optimizers.Amsgrad;
import io.descent.optimizers.GradientDescent;
import io.descent.optimizers.Lamb;
import io.descent.optimizers.Momentum;
import io.descent.optimizers.Nadam;
import io.descent.optimizers.Nesterov;
import io.descent.optimizers.Radam;
import io.descent.optimizers.Rmsprop;
import io.descent.regularizers.Dropout;
import io.descent.regularizers.L1;
import io.descent.regularizers.L2;
import io.descent.schedules.Cosine;
import io.descent.schedules.CosineRestarts;
import io.descent.schedules.Exponential;
import io.descent.schedules.OneCycle;
import io.descent.schedules.Per;
import io.descent.schedules.ReduceOnPlateau;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Computes what docs/conventions.md says in its column Descent: each row names a method of this class. Where a comment
 * says so, a number was computed with PyTorch, which the setting in the last column reproduces.
 */
class ConventionsTest {
    private static final Pattern ROW = Pattern.compile("\\| (.+) <!-- (\\w+) --> \\| (.+)");

    private static final Pattern SENTENCE_END = Pattern.compile("\\.(?=\\s+[A-Z`]|\\s*$)");

    private static List<String> page() throws IOException {
        return Files.readAllLines(EXAMPLES.resolveSibling("docs/conventions.md"));
    }

    @Test
    void everyRowNamesItsTest() throws IOException {
        List<String> rows = page().stream()
                .filter(line -> line.startsWith("|") && !line.startsWith("| |") && !line.startsWith("|-"))
                .toList();
        assertThat(rows).hasSizeGreaterThan(30).allMatch(row -> ROW.matcher(row).matches());
        assertThat(rows.stream().map(ConventionsTest::test))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ConventionsTest.class.getDeclaredMethods())
                        .filter(method -> method.isAnnotationPresent(Test.class))
                        .map(Method::getName)
                        .filter(name -> !name.startsWith("everyRow") && !name.startsWith("theExample"))
                        .toList());
    }

    @Test
    void everyRowHasFiveCellsOfAtMostTwoSentences() throws IOException {
        for (String row : page()) {
            if (row.startsWith("|")) {
                List<String> cells = List.of(row.substring(1, row.length() - 1).split("(?<!\\\\)\\|", -1));
                assertThat(cells).as(row).hasSize(5);
                assertThat(cells)
                        .as(row)
                        .allMatch(cell -> SENTENCE_END.matcher(cell).results().count() <= 2);
            }
        }
    }

    @Test
    void theExampleHasTheMOfDigits() throws IOException {
        String yaml = String.join("\n", DocCode.blocks("docs/conventions.md", "trained by ConventionsTest", "yaml"));
        Path file = folder.resolve("digits.yaml");
        Files.writeString(
                file,
                "data: {file: %s, label: digit}\nnetwork: {hidden: []}\n%s"
                        .formatted(EXAMPLES.resolve("data/digits.csv"), yaml));
        CommandLineRun run = good("train", file, "--set", "training.epochs=1", "--out", folder.resolve("digits"));
        assertThat(run.out()).contains("1,078 train examples");
        assertThat(Files.readString(folder.resolve("digits/experiment.yaml")))
                .containsPattern("momentum:\\s+beta: 0\\.9\\s+dampening: false")
                .containsPattern("l2:\\s+lambda: 1\\.078\\s+biases: true");
    }

    private static String test(String row) {
        Matcher matcher = ROW.matcher(row);
        assertThat(matcher.matches()).as(row).isTrue();
        return matcher.group(2);
    }

    /** What the page says of Descent in the row of a test. */
    private static String said(String test) throws IOException {
        String row = page().stream()
                .filter(line -> line.startsWith("|") && line.contains("<!-- " + test + " -->"))
                .findFirst()
                .orElseThrow();
        return row.split("(?<!\\\\)\\|", -1)[2].strip();
    }

    // cost and penalties

    /** A linear model without hidden layers, with the weight 1 and the bias 0. */
    private static TrainerBuilder line(double[][] rows) {
        return Trainer.builder()
                .data(Table.of(List.of("x", "y"), rows), "y")
                .task(Task.REGRESSION)
                .target(TargetScaling.NONE)
                .split("none")
                .normalize(false)
                .precision(Precision.FLOAT64)
                .output(new Linear(), new Constant(1))
                .optimizer(new GradientDescent())
                .epochs(1);
    }

    private static double weight(Model model) {
        return model.predict(1).value() - bias(model);
    }

    private static double bias(Model model) {
        return model.predict(0).value();
    }

    /** Six examples whose loss does not depend on the weight. */
    private static double[][] six() {
        return new double[][] {{0, 0.5}, {0, 0.1}, {0, 0.2}, {0, 0.7}, {0, 0.3}, {0, 0.4}};
    }

    private static double weightAfterAnEpoch(int batchSize, Regularizer penalty) {
        return weight(line(six())
                .learningRate(1)
                .batchSize(batchSize)
                .regularizer(penalty)
                .build()
                .train()
                .model());
    }

    @Test
    void penaltiesAreDividedByTheSizeOfTheTrainingSet() {
        // each update subtracts lambda / m w, whatever the batch size; PyTorch's weight_decay=0.1 does the same
        assertThat(weightAfterAnEpoch(6, new L2(0.6, false))).isEqualTo(0.9, within(1e-12));
        assertThat(weightAfterAnEpoch(2, new L2(0.6, false))).isEqualTo(0.9 * 0.9 * 0.9, within(1e-12));
        assertThat(weightAfterAnEpoch(2, new L1(0.6, false))).isEqualTo(1 - 3 * 0.1, within(1e-12));
    }

    @Test
    void l2HasTheHalf() {
        Tensor w = tensor(3, -2);
        assertThat(new L2(0.6, false).penalty(w, scratch())).isEqualTo(0.6 / 2 * 13, within(1e-15));
        Tensor gradient = tensor(0, 0);
        new L2(0.6, false).addGradient(w, gradient, 1.0 / 4, scratch());
        assertThat(gradient.get(0, 0)).isEqualTo(0.6 / 4 * 3, within(1e-15));
        // L2(c) of Keras is c sum w^2 for each batch: lambda = 2 c m, divided by m
        double c = 0.05;
        int m = 4;
        assertThat(new L2(2 * c * m, false).penalty(w, scratch()) / m).isEqualTo(c * 13, within(1e-15));
    }

    @Test
    void penaltiesLeaveBiasesAlone() {
        // the bias is 0 and remains so for labels of 0; the second epoch would show a penalty of a bias
        double[][] rows = {{0, 1}, {0, 1}};
        double free =
                bias(line(rows).learningRate(0.25).epochs(2).build().train().model());
        for (boolean biases : List.of(false, true)) {
            Model model = line(rows)
                    .learningRate(0.25)
                    .epochs(2)
                    .regularizer(new L2(1, biases))
                    .build()
                    .train()
                    .model();
            // b = 1/2 after the first update; the second subtracts 1/4 (2 (1/2 - 1) + lambda / m 1/2)
            assertThat(free).isEqualTo(0.75, within(1e-15));
            assertThat(bias(model)).isEqualTo(biases ? 0.75 - 0.25 * 0.25 : 0.75, within(1e-15));
        }
    }

    @Test
    void meanSquaredErrorHasNoHalf() {
        // a = 1, y = 0: the cost is 1 and the gradient 2
        var result =
                line(new double[][] {{1, 0}, {1, 0}}).learningRate(0.1).build().train();
        assertThat(weight(result.model())).isEqualTo(1 - 0.1 * 2, within(1e-15));
        var resting = line(new double[][] {{1, 0}, {1, 0}})
                .learningRate(1e-200)
                .build()
                .train();
        assertThat(resting.train().values().get("cost")).isEqualTo(1, within(1e-15));
    }

    @Test
    void crossEntropyIsComputedFromLogits() {
        Table table = Table.builder()
                .column("x", new double[] {1, -1})
                .column("y", List.of("a", "b"))
                .build();
        var result = Trainer.builder()
                .data(table, "y")
                .split("none")
                .normalize(false)
                .precision(Precision.FLOAT64)
                .output(new Sigmoid(), new Constant(1000))
                .optimizer(new GradientDescent())
                .learningRate(1e-200)
                .epochs(1)
                .build()
                .train();
        assertThat(result.model().predict(1).probability("b")).isEqualTo(1);
        assertThat(result.train().values().get("cost")).isEqualTo(1000, within(1e-9)); // not ln 0
    }

    // optimizers

    private static ArrayTensor tensor(double... values) {
        ArrayTensor tensor = ArrayTensor.zeros(Precision.FLOAT64, 1, values.length);
        for (int i = 0; i < values.length; i++) {
            tensor.set(0, i, values[i]);
        }
        return tensor;
    }

    private static Scratch scratch() {
        Map<Object, Tensor> all = new HashMap<>();
        return only(Scratch.class, Map.of("scratch", i -> all.computeIfAbsent(i[0], k -> tensor(0, 0))));
    }

    /** An instance of an interface that has some methods only; others fail. */
    private static <T> T only(Class<T> type, Map<String, Function<Object[], Object>> methods) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> methods.get(method.getName()).apply(arguments)));
    }

    /** The directions of a lone weight that stays at 2, one per gradient. */
    private static double[] directions(Optimizer optimizer, double... gradients) {
        return directions(optimizer, true, gradients);
    }

    private static double[] directions(Optimizer optimizer, boolean isWeight, double... gradients) {
        Map<Object, Tensor> slots = new HashMap<>();
        Map<Object, Tensor> scratch = new HashMap<>();
        double[] directions = new double[gradients.length];
        for (int t = 1; t <= gradients.length; t++) {
            int number = t;
            Step step = only(
                    Step.class,
                    Map.of(
                            "number", none -> number,
                            "isWeight", none -> isWeight,
                            "parameter", none -> tensor(2),
                            "slot", name -> slots.computeIfAbsent(name[0], k -> tensor(0)),
                            "scratch", index -> scratch.computeIfAbsent(index[0], k -> tensor(0))));
            directions[t - 1] =
                    optimizer.toDirection(tensor(gradients[t - 1]), step).get(0, 0);
        }
        return directions;
    }

    private static void assertDirections(double[] directions, double... expected) {
        assertThat(directions).containsExactly(expected, offset(1e-12));
    }

    @Test
    void momentumIsDamped() {
        assertDirections(directions(new Momentum(), 1, 2, -1), 0.1, 0.29, 0.161);
        // PyTorch: SGD(lr=0.1, momentum=0.9) moves by 0.1, 0.29 and 0.161
        assertDirections(directions(new Momentum(0.9, false), 1, 2, -1), 1, 2.9, 1.61);
    }

    @Test
    void nesterovIsNotDamped() {
        // PyTorch: SGD(lr=0.1, momentum=0.9, nesterov=True) moves by 0.19, 0.461 and 0.0449
        assertDirections(directions(new Nesterov(), 1, 2, -1), 1.9, 4.61, 0.449);
    }

    @Test
    void epsilonOfAdamStandsOutsideTheRootAfterBiasCorrection() throws IOException {
        // PyTorch: Adam(lr=0.1, eps=0.5) moves by 0.0666..., 0.0733320512419644 and 0.0310360342884528
        double[] adam = {1 / 1.5, 0.733320512419644, 0.310360342884528};
        assertDirections(directions(new Adam(0.9, 0.999, 0.5), 1, 2, -1), adam);
        assertDirections(directions(new Adamw(0.9, 0.999, 0.5, 0), 1, 2, -1), adam);
        assertDirections(directions(new Amsgrad(0.9, 0.999, 0.5, true), 1), 1 / 1.5);
        assertDirections(
                directions(new Nadam(0.9, 0.999, 0.5), 1), (0.9 * 0.1 / (1 - 0.9 * 0.9) + 0.1 / (1 - 0.9)) / 1.5);
        assertDirections(directions(new Lamb(0.9, 0.999, 0.5, 0), 1), 2); // the norm of the weight
        assertThat(new Lamb().epsilon()).isEqualTo(1e-6);
        for (double epsilon :
                List.of(new Adam().epsilon(), new Adamw().epsilon(), new Amsgrad().epsilon(), new Nadam().epsilon())) {
            assertThat(epsilon).isEqualTo(1e-8);
        }
        assertThat(said("epsilonOfAdamStandsOutsideTheRootAfterBiasCorrection")).startsWith("1e-8 (`lamb`: 1e-6)");
    }

    @Test
    void epsilonOfRmspropAndAdagradStandsOutsideTheRoot() {
        assertDirections(directions(new Rmsprop(0.9, 0.5), 3), 3 / (Math.sqrt(0.1 * 9) + 0.5));
        // PyTorch: Adagrad(lr=0.1, eps=0.5) moves by 0.0666... and 0.0730975990526228
        assertDirections(directions(new Adagrad(0.5), 1, 2), 1 / 1.5, 0.730975990526228);
    }

    /** The row names each hyperparameter with its default. */
    private static void assertDefaults(String test, Optimizer optimizer, Map<String, String> defaults)
            throws IOException {
        assertThat(HyperparameterInfo.of(optimizer.getClass().asSubclass(Record.class), optimizer))
                .hasSameSizeAs(defaults.keySet())
                .allSatisfy(each -> {
                    assertThat(defaults).containsKey(each.key());
                    assertThat(each.value()).isEqualTo(Double.valueOf(defaults.get(each.key())));
                    assertThat(said(test)).contains("`" + each.key() + "` " + defaults.get(each.key()));
                });
    }

    @Test
    void defaultsOfRmsprop() throws IOException {
        assertDefaults("defaultsOfRmsprop", new Rmsprop(), Map.of("beta", "0.9", "epsilon", "1e-8"));
        assertThat(new Rmsprop().slots()).containsExactly("s"); // neither momentum nor a mean of gradients
        // PyTorch: RMSprop(lr=0.1, eps=0.5) moves by 0.1666... and 0.276478681622302
        assertDirections(directions(new Rmsprop(0.99, 0.5), 1, 2), 1 / 0.6, 2.76478681622302);
    }

    @Test
    void defaultsOfAdagrad() throws IOException {
        assertDefaults("defaultsOfAdagrad", new Adagrad(), Map.of("epsilon", "1e-8"));
        assertDirections(directions(new Adagrad(1e-10), 4), 1 / (1 + 0.25e-10)); // the sum starts at 0
    }

    @Test
    void defaultsOfAdadelta() throws IOException {
        assertDefaults("defaultsOfAdadelta", new Adadelta(), Map.of("rho", "0.95", "epsilon", "1e-6"));
        // PyTorch: Adadelta() moves by 0.00316226184889866 and 0.00404059595371680
        assertDirections(directions(new Adadelta(0.9, 1e-6), 1, 2), 0.00316226184889866, 0.0040405959537168);
    }

    @Test
    void adamaxHasNoEpsilon() {
        assertDirections(directions(new Adamax(), 1e-30, 0), 1, 0.9 * 0.1 / (1 - 0.9 * 0.9) / 0.999);
        assertDirections(directions(new Adamax(), 0, 0), 0, 0);
    }

    @Test
    void nadamHasNoMomentumSchedule() {
        double mu = 0.9;
        double first = mu * (1 - mu) / (1 - mu * mu) + 1;
        double m = mu * (1 - mu) + (1 - mu) * 2;
        double second = mu * m / (1 - mu * mu * mu) + (1 - mu) * 2 / (1 - mu * mu);
        double v = (0.999 * 0.001 + 0.001 * 4) / (1 - 0.999 * 0.999);
        assertDirections(directions(new Nadam(0.9, 0.999, 1e-100), 1, 2), first, second / Math.sqrt(v));
        // PyTorch: NAdam(lr=0.1) moves by 0.10495311591139067 at first
        assertThat(first).isNotCloseTo(1.0495311591139067, within(0.1));
    }

    @Test
    void radamRectifiesAboveFour() {
        double infinity = 2 / (1 - 0.999) - 1;
        double power = StrictMath.pow(0.999, 5);
        double rho = infinity - 2 * 5 * power / (1 - power);
        assertThat(rho).isBetween(4.99, 5.0);
        double r = Math.sqrt((rho - 4) * (rho - 2) * infinity / ((infinity - 4) * (infinity - 2) * rho));
        // PyTorch takes the whole step until t = 5
        assertThat(directions(new Radam(), 1, 1, 1, 1, 1)).containsExactly(new double[] {1, 1, 1, 1, r}, offset(1e-7));
        assertThat(r).isBetween(0.017, 0.018);
    }

    @Test
    void adamwAndLambDecayWeightsOnly() {
        assertDirections(directions(new Adamw(), true, 0), 0.01 * 2);
        assertDirections(directions(new Adamw(), false, 0), 0);
        assertThat(new Lamb().weightDecay()).isEqualTo(0.01);
        // with a gradient of 0, r is the decay, and the ratio of the norms makes it as long as the weight
        assertDirections(directions(new Lamb(), true, 0), 2);
        assertDirections(directions(new Lamb(), false, 0), 0);
    }

    @Test
    void clipNormIsOfTheWholeGradient() {
        // a - y = 2 and x = 3/4: the gradient of the weight is 3, that of the bias 4
        Model model = line(new double[][] {{0.75, -1.25}, {0.75, -1.25}})
                .learningRate(1)
                .clipNorm(1)
                .build()
                .train()
                .model();
        assertThat(weight(model)).isEqualTo(1 - 0.6, within(1e-12));
        assertThat(bias(model)).isEqualTo(-0.8, within(1e-12));
    }

    // schedules

    /** A place in a training of ten epochs with ten updates each, with the costs of the epochs so far. */
    private static Progress progress(int epoch, int step, double... costs) {
        return only(
                Progress.class,
                Map.of(
                        "epoch", none -> epoch,
                        "step", none -> step,
                        "epochs", none -> 10,
                        "steps", none -> 100,
                        "cost", number -> costs[(int) number[0]],
                        "metric", number -> costs[(int) number[1]]));
    }

    private static double[] rates(LrSchedule schedule, double... costs) {
        double[] rates = new double[costs.length + 1];
        for (int epoch = 0; epoch <= costs.length; epoch++) {
            rates[epoch] = schedule.rate(1, progress(epoch, 10 * epoch, costs));
        }
        return rates;
    }

    @Test
    void schedulesCountEpochs() {
        assertThat(new Exponential().per()).isEqualTo(Per.EPOCH);
        assertThat(new Exponential(0.5, Per.EPOCH).rate(1, progress(2, 29))).isEqualTo(0.25);
        assertThat(new Exponential(0.5, Per.STEP).rate(1, progress(0, 3))).isEqualTo(0.125);
        assertThat(new Cosine().per()).isEqualTo(Per.EPOCH);
        assertThat(new OneCycle().per()).isEqualTo(Per.STEP);
        assertThat(new ReduceOnPlateau().per()).isEqualTo(Per.EPOCH);
    }

    /** Like the defaults, with another patience and threshold. */
    private static ReduceOnPlateau plateau(int patience, double threshold) throws ReflectiveOperationException {
        Map<String, Object> changed = Map.of("patience", patience, "threshold", threshold);
        return (ReduceOnPlateau) with(new ReduceOnPlateau(), changed);
    }

    /** A record with some components changed. */
    private static Record with(Record original, Map<String, Object> changed) throws ReflectiveOperationException {
        var components = original.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < values.length; i++) {
            String name = components[i].getName();
            types[i] = components[i].getType();
            values[i] = changed.containsKey(name)
                    ? changed.get(name)
                    : components[i].getAccessor().invoke(original);
        }
        return original.getClass().getConstructor(types).newInstance(values);
    }

    @Test
    void plateauPatienceCountsTheBadEpochs() throws ReflectiveOperationException {
        // the first epoch is the best; PyTorch, patience=1, gives this, and patience=2 reduces after the fourth epoch
        assertThat(rates(plateau(2, 1e-4), 1, 1, 1, 1, 1))
                .containsExactly(new double[] {1, 1, 1, 0.1, 0.1, 0.01}, offset(1e-15));
        assertThat(rates(plateau(3, 1e-4), 1, 1, 1, 1, 1))
                .containsExactly(new double[] {1, 1, 1, 1, 0.1, 0.1}, offset(1e-15));
        assertThat(new ReduceOnPlateau().patience()).isEqualTo(10);
    }

    @Test
    void plateauThresholdIsRelative() throws ReflectiveOperationException {
        assertThat(new ReduceOnPlateau().threshold()).isEqualTo(1e-4);
        // a fall by 0.5 % of the best cost is no improvement by 1 %, whatever the unit of the cost
        for (double unit : List.of(1.0, 1e4)) {
            assertThat(rates(plateau(1, 0.01), unit, 0.995 * unit)[2]).isEqualTo(0.1);
            assertThat(rates(plateau(1, 0.01), unit, 0.985 * unit)[2]).isEqualTo(1);
        }
    }

    @Test
    void cosineStaysAtItsMinimum() {
        Cosine cosine = new Cosine(0.1, 4, Per.EPOCH);
        assertThat(cosine.rate(1, progress(2, 20))).isEqualTo(0.55, within(1e-15));
        for (int epoch : List.of(4, 5, 8)) {
            assertThat(cosine.rate(1, progress(epoch, 10 * epoch))).isEqualTo(0.1, within(1e-15));
        }
        assertThat(new CosineRestarts(4, 1, 0.1, Per.EPOCH).rate(1, progress(4, 40)))
                .isEqualTo(1);
    }

    // batch norm

    private static final double[][] BATCH = {{1}, {3}, {5}, {11}};

    private static void add(RunningStatistics statistics, BatchNorm spec, double[][] rows) {
        ArrayTensor x = ArrayTensor.zeros(Precision.FLOAT64, rows.length, 1);
        for (int i = 0; i < rows.length; i++) {
            x.set(i, 0, rows[i][0]);
        }
        BatchNormalizer normalizer = new BatchNormalizer(spec, Precision.FLOAT64, rows.length, 1);
        normalizer.train(x, tensor(1), tensor(0), ArrayTensor.zeros(Precision.FLOAT64, rows.length, 1));
        statistics.add(normalizer.mean(), normalizer.variance());
    }

    private static RunningStatistics statistics(double momentum, double[][]... batches) {
        RunningStatistics statistics = new RunningStatistics(momentum, Precision.FLOAT64, 1);
        for (double[][] batch : batches) {
            add(statistics, new BatchNorm(momentum, 1e-5), batch);
        }
        return statistics;
    }

    @Test
    void runningVarianceHasTheDivisorOfTheBatch() {
        // the squares of -4, -2, 0 and 6 sum to 56; PyTorch averages 56 / 3
        assertThat(statistics(0.9, BATCH).variance().get(0, 0)).isEqualTo(56.0 / 4, within(1e-12));
        assertThat(64.0 / 63 - 1).isLessThan(0.02);
    }

    @Test
    void runningStatisticsAreCorrectedForBias() {
        assertThat(statistics(0.9, BATCH).mean().get(0, 0)).isEqualTo(5, within(1e-12));
        assertThat(statistics(0.9, BATCH, BATCH, BATCH).mean().get(0, 0)).isEqualTo(5, within(1e-12));
    }

    @Test
    void batchNormMomentumIsTheShareKept() throws IOException {
        double[][] later = {{15}, {15}};
        assertThat(statistics(0.9, BATCH, later).mean().get(0, 0))
                .isEqualTo((0.9 * 0.1 * 5 + 0.1 * 15) / (1 - 0.9 * 0.9), within(1e-12));
        assertThat(statistics(0.9, BATCH, later).biasedMean().get(0, 0))
                .isEqualTo(0.9 * (0.1 * 5) + 0.1 * 15, within(1e-12));
        assertThat(said("batchNormMomentumIsTheShareKept")).contains(": 0.9.");
        assertThat(resolved()).containsPattern("batch-norm:\\s+momentum: 0\\.9\\s+epsilon: 0\\.000010\\s");
    }

    @Test
    void batchNormEpsilon() throws IOException {
        assertThat(said("batchNormEpsilon")).isEqualTo("1e-5.");
        assertThat(resolved()).containsPattern("batch-norm:\\s+momentum: 0\\.9\\s+epsilon: 0\\.000010\\s");
    }

    @TempDir
    private Path folder;

    /** An experiment with all its defaults. */
    private String resolved() throws IOException {
        Path yaml = Files.writeString(
                folder.resolve("defaults.yaml"),
                "data: {generator: moons}\nnetwork: {hidden: [{units: 3, batch-norm: true}]}\ntraining: {epochs: 1}\n");
        Path run = folder.resolve("run");
        good("train", yaml, "--quiet", "--no-pictures", "--out", run);
        return Files.readString(run.resolve("experiment.yaml"));
    }

    // initial weights

    private static double[] filled(Initializer initializer) {
        ArrayTensor weights = ArrayTensor.zeros(Precision.FLOAT64, 100, 400);
        initializer.fill(weights, new Fan(400, 100), new Random(1));
        double[] all = new double[40_000];
        Arrays.setAll(all, i -> weights.get(i / 400, i % 400));
        return all;
    }

    private static double variance(double[] x) {
        return Arrays.stream(x).map(each -> each * each).average().orElseThrow();
    }

    private static double largest(double[] x) {
        return Arrays.stream(x).map(Math::abs).max().orElseThrow();
    }

    @Test
    void xavierAndGlorotDiffer() {
        // the standard error of the variance of 40,000 normal numbers is 0.7 %
        assertThat(variance(filled(new XavierNormal())) * 400).isEqualTo(1, within(0.03));
        assertThat(variance(filled(new XavierUniform())) * 400).isEqualTo(1, within(0.03));
        assertThat(variance(filled(new GlorotNormal())) * 500 / 2).isEqualTo(1, within(0.03));
        assertThat(largest(filled(new GlorotUniform())) / Math.sqrt(6.0 / 500)).isBetween(0.999, 1.0);
    }

    @Test
    void normalsAreNotTruncated() {
        for (Initializer initializer : List.of(new HeNormal(), new GlorotNormal(), new RandomNormal())) {
            double[] all = filled(initializer);
            double deviation = Math.sqrt(variance(all));
            long beyond =
                    Arrays.stream(all).filter(x -> Math.abs(x) > 2 * deviation).count();
            assertThat(beyond / 40_000.0).isEqualTo(0.0455, within(0.005));
            assertThat(largest(all) / deviation).isGreaterThan(3.5);
        }
    }

    @Test
    void biasesStartAtZero() {
        Model model = line(new double[][] {{1, 0}, {1, 0}})
                .learningRate(1e-200)
                .build()
                .train()
                .model();
        assertThat(weight(model)).isEqualTo(1);
        assertThat(bias(model)).isEqualTo(0, within(1e-199));
    }

    @Test
    void defaultInitializers() throws IOException {
        assertThat(resolved())
                .containsPattern(
                        "hidden:(?s:.*)initializer: he-normal\\s(?s:.*)output:(?s:.*)initializer: xavier-normal\\s");
    }

    // dropout

    private static double[] mask(double keepProb) {
        ArrayTensor mask = ArrayTensor.zeros(Precision.FLOAT64, 100, 100);
        new Dropout(keepProb).fill(mask, new Random(1), FirstStep.PROGRESS);
        double[] all = new double[10_000];
        Arrays.setAll(all, i -> mask.get(i / 100, i % 100));
        return all;
    }

    @Test
    void keepProbIsTheShareKept() throws IOException {
        assertThat(Arrays.stream(mask(0.8)).filter(x -> x > 0).count() / 10_000.0)
                .isEqualTo(0.8, within(0.02));
        assertThat(new Dropout().keepProb()).isEqualTo(0.8);
        assertThat(said("keepProbIsTheShareKept")).endsWith(": 0.8.");
    }

    @Test
    void dropoutIsInverted() {
        assertThat(Arrays.stream(mask(0.8)).distinct()).containsExactlyInAnyOrder(0.0, 1.25);
    }

    // metrics

    private static Predictions predictions(int classes, int[] labels, int[] predicted) {
        List<String> names = List.of("a", "b", "c").subList(0, classes);
        return only(
                Predictions.class,
                Map.of(
                        "labels", none -> only(Labels.class, Map.of("classes", nothing -> names)),
                        "size", none -> labels.length,
                        "label", i -> (double) labels[(int) i[0]],
                        "weight", i -> 1.0,
                        "predictedClass", i -> predicted[(int) i[0]]));
    }

    @Test
    void f1IsThatOfThePositiveClass() {
        // of class b: 1 true positive, 1 false positive, 2 false negatives; of class a: 2, 2 and 1
        Predictions two = predictions(2, new int[] {1, 1, 1, 0, 0, 0}, new int[] {1, 0, 0, 1, 0, 0});
        assertThat(new F1().of(two)).isEqualTo(2.0 / 5, within(1e-15));
        assertThat(new F1("a", Average.AUTO).of(two)).isEqualTo(4.0 / 7, within(1e-15));
        assertThat(new F1("", Average.MACRO).of(two)).isEqualTo((2.0 / 5 + 4.0 / 7) / 2, within(1e-15));
        Predictions three = predictions(3, new int[] {0, 0, 1, 2}, new int[] {0, 1, 1, 2});
        assertThat(new F1().of(three)).isEqualTo((2.0 / 3 + 2.0 / 3 + 1) / 3, within(1e-15));
    }

    @Test
    void undefinedF1IsNotZero() {
        assertThat(new F1().of(predictions(2, new int[] {0, 0}, new int[] {0, 0})))
                .isNull();
        assertThat(new F1().of(predictions(2, new int[] {0, 1}, new int[] {0, 0})))
                .isEqualTo(0);
    }
}
