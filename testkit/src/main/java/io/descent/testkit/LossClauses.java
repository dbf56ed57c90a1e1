package io.descent.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import io.descent.api.Link;
import io.descent.api.Loss;
import io.descent.inference.plugin.internal.Names;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Clauses for losses. */
final class LossClauses {
    private static final int ROWS = 6;
    private static final int MANY = 40;

    /** The step of finite differences: the cube root of the unit roundoff. */
    private static final double DISTANCE = 6e-6;

    private static final double TOLERANCE = 1e-6;

    /** How far apart two one-sided differences are, relative to the slope, where a cost has a kink. */
    private static final double KINK = 1e-3;

    private static final int BATCH = 64;
    private static final int CALLS = 20_000;

    /** Views of single rows are allowed: whether they take memory is decided by the just-in-time compiler. */
    private static final long MOST_BYTES_PER_ROW = 200;

    private static final List<GivenLabels> LABELS = List.of(
            GivenLabels.classes("two classes", "no", "yes"),
            GivenLabels.classes("three classes", "a", "b", "c"),
            GivenLabels.classes(
                    "a hundred classes",
                    IntStream.range(0, 100).mapToObj(i -> "class-" + i).toArray(String[]::new)),
            GivenLabels.values("one value from -3 to 5", 1, -3, 5),
            GivenLabels.values("two values from -3 to 5", 2, -3, 5),
            GivenLabels.counts("whole numbers from 0 to 9", 9),
            GivenLabels.values("one value from 0.5 to 9", 1, 0.5, 9),
            GivenLabels.values("one value from 0.1 to 0.9", 1, 0.1, 0.9));

    /** The links of the built-in activations that an output layer usually has. */
    private static final Map<String, Link> KNOWN =
            Map.of("linear", Link.IDENTITY, "sigmoid", Link.LOGIT, "softmax", Link.SOFTMAX, "exponential", Link.LOG);

    private final Loss loss;

    LossClauses(Loss loss) {
        this.loss = loss;
    }

    List<Clause> all() {
        return List.of(
                new Clause("accepts a label, or says what it needs", this::acceptsLabels),
                new Clause("names a link and an output activation that it accepts", this::names),
                new Clause("sets every cost and gradient to a finite number", this::setsAll),
                new Clause("has a gradient that agrees with finite differences of its costs", this::gradientAgrees),
                new Clause("gives the same cost from z and from a", this::inputsAgree),
                new Clause("computes each example independently", this::rowsAreIndependent),
                new Clause("falls as outputs approach the label", this::falls),
                new Clause("overwrites costs and gradient, whatever they held", this::overwrites),
                new Clause("does not write read-only tensors", this::onlyReads),
                new Clause("does not overflow for large outputs", this::large),
                new Clause("keeps no state and no tensor", this::isRepeatable),
                new Clause("agrees in float32 and float64", this::precisionsAgree),
                new Clause("uses the full precision of float64", this::isAccurate),
                new Clause("allocates no memory per example", this::allocatesNothing),
                new Clause("may be used by several threads", this::isThreadSafe));
    }

    /** The number of outputs for a label; 0 if it is refused. */
    private int outputs(GivenLabels labels) {
        try {
            return loss.outputs(labels);
        } catch (RuntimeException e) { // the first clause looks at it
            return 0;
        }
    }

    private List<LossSetting> settings() {
        List<LossSetting> settings = new ArrayList<>();
        for (GivenLabels labels : LABELS) {
            int outputs = outputs(labels);
            if (outputs < 1) {
                continue;
            }
            Link own = loss.link(labels);
            for (Link activation : Link.values()) {
                if (loss.accepts(activation, labels)) {
                    boolean linked = activation == own && own != Link.NONE;
                    Link range = activation == Link.NONE ? usualRange(labels, outputs) : activation;
                    if (range != Link.SOFTMAX || outputs > 1) { // a single one is always 1
                        settings.add(new LossSetting(loss, labels, outputs, range, linked));
                    }
                }
            }
        }
        return settings;
    }

    /** Without a link, activations that suit the loss: those of its own link or of its default activation. */
    private Link usualRange(GivenLabels labels, int outputs) {
        Link own = loss.link(labels);
        if (own != Link.NONE) {
            return own;
        }
        Link named = KNOWN.get(loss.outputActivation(labels));
        if (named != null) {
            return named;
        }
        if (labels.hasClasses()) {
            return outputs == 1 ? Link.LOGIT : Link.SOFTMAX;
        }
        return labels.smallest() < 0 ? Link.IDENTITY : Link.LOG;
    }

    private List<LossSetting> linked() {
        return settings().stream().filter(LossSetting::linked).toList();
    }

    private void acceptsLabels() {
        boolean acceptsAny = false;
        boolean acceptsValues = false;
        boolean refusesNegative = false;
        for (GivenLabels labels : LABELS) {
            int outputs;
            try {
                outputs = loss.outputs(labels);
            } catch (IllegalArgumentException e) {
                if (e.getMessage() == null || e.getMessage().isBlank()) {
                    fail(
                            "outputs() refuses a label with %s without a message; say what the loss needs, such as 'needs a label with two classes'"
                                    .formatted(labels.description()));
                }
                refusesNegative |= labels.columns() == 1 && labels.smallest() < 0;
                continue;
            } catch (RuntimeException e) {
                fail(
                        "outputs() throws %s for a label with %s; throw an IllegalArgumentException that says what the loss needs"
                                .formatted(e, labels.description()),
                        e);
                return;
            }
            if (outputs < 1) {
                fail(
                        "outputs() returns %d for a label with %s; return at least 1, or throw an IllegalArgumentException that says what the loss needs"
                                .formatted(outputs, labels.description()));
            }
            acceptsAny = true;
            acceptsValues |= !labels.hasClasses();
        }
        if (!acceptsAny) {
            fail("it accepts no label: not one with %s"
                    .formatted(String.join(
                            ", ", LABELS.stream().map(GivenLabels::description).toList())));
        }
        if (acceptsValues && refusesNegative && loss.labelsMayBeScaled()) {
            fail(
                    "outputs() refuses values below 0, but labelsMayBeScaled() returns true: labels that were scaled are below 0, so return false");
        }
    }

    private void names() {
        for (GivenLabels labels : LABELS) {
            int outputs = outputs(labels);
            if (outputs < 1) {
                continue;
            }
            Link link = loss.link(labels);
            String activation = loss.outputActivation(labels);
            if (activation == null || !Names.isValid(activation)) {
                fail(
                        "for a label with %s outputActivation() returns '%s', which is not the name of an activation, such as linear"
                                .formatted(labels.description(), activation));
                return;
            }
            Link named = KNOWN.get(activation);
            if (named != null && !loss.accepts(named, labels)) {
                fail("for a label with %s outputActivation() returns %s, but accepts() refuses its link, %s"
                        .formatted(labels.description(), activation, named));
            }
            if (named == Link.SOFTMAX && outputs == 1) {
                fail(
                        "for a label with %s there is one output and the output activation softmax, which is always 1: use sigmoid, or one output per class"
                                .formatted(labels.description()));
            }
            if (Arrays.stream(Link.values()).noneMatch(each -> loss.accepts(each, labels))) {
                fail("for a label with %s accepts() refuses every output activation".formatted(labels.description()));
            }
            if (!labels.hasClasses() && link == Link.LOG && loss.labelsMayBeScaled()) {
                fail(
                        "link() returns LOG, so predictions are positive, but labelsMayBeScaled() returns true: labels that were scaled are below 0, so return false");
            }
            int predicted = loss.predictedOutput(labels);
            if (predicted < 0 || predicted >= outputs) {
                fail("for a label with %s predictedOutput() returns %d, but outputs are counted from 0 to %d"
                        .formatted(labels.description(), predicted, outputs - 1));
            }
        }
    }

    private void setsAll() {
        for (LossSetting setting : settings()) {
            double[] y = setting.labels(1, ROWS);
            Numbers.requireFinite(
                    setting.costs(setting.points(2, ROWS), y),
                    "%s, a cost (NaN where costs sets none%s)".formatted(setting.description(), readsZ(setting)));
            for (Precision precision : Precision.values()) {
                Numbers.requireFinite(
                        setting.gradient(precision, setting.points(2, ROWS), y),
                        "%s, the gradient in %s (NaN where gradient sets none%s)"
                                .formatted(setting.description(), precision, readsZ(setting)));
            }
        }
    }

    private static String readsZ(LossSetting setting) {
        return setting.linked() ? "" : ", or where it reads z although linked() is false";
    }

    private void gradientAgrees() {
        for (LossSetting setting : settings()) {
            for (long seed = 1; seed <= 3; seed++) {
                gradientAgrees(setting, setting.points(seed, ROWS), setting.labels(10 + seed, ROWS));
            }
            if (setting.linked() && (setting.range() == Link.LOGIT || setting.range() == Link.SOFTMAX)) {
                double[] tails = setting.points(4, ROWS);
                Arrays.setAll(tails, i -> tails[i] + (i * 7 % 3 - 1) * 35);
                gradientAgrees(setting, tails, setting.labels(14, ROWS));
            }
        }
    }

    private static void gradientAgrees(LossSetting setting, double[] points, double[] y) {
        double[] actual = setting.gradient(Precision.FLOAT64, points, y);
        double[] costs = setting.costs(points, y);
        int kinks = 0;
        int checked = 0;
        for (int i = 0; i < points.length; i += Math.max(1, points.length / MANY)) {
            int row = i / setting.outputs();
            double h = distance(setting, points[i]);
            double above = cost(setting, points, y, i, h);
            double below = cost(setting, points, y, i, -h);
            double middle = (above - below) / (2 * h);
            double right = (above - costs[row]) / h;
            double left = (costs[row] - below) / h;
            double tolerance = TOLERANCE * Math.max(1, Math.abs(middle));
            boolean agrees = Math.abs(actual[i] - middle) <= tolerance;
            boolean isKink = Math.abs(right - left) > KINK * Math.max(1, Math.abs(middle));
            boolean isBetween =
                    actual[i] >= Math.min(left, right) - tolerance && actual[i] <= Math.max(left, right) + tolerance;
            checked++;
            kinks += isKink ? 1 : 0;
            if (!agrees && !(isKink && isBetween)) {
                int columns = setting.labelColumns();
                fail(
                        "the gradient is wrong %s: at %s = %s with the label %s gradient writes %s, but finite differences of costs give %s%s"
                                .formatted(
                                        setting.description(),
                                        setting.letter(),
                                        points[i],
                                        shortText(Arrays.copyOfRange(y, row * columns, (row + 1) * columns)),
                                        actual[i],
                                        middle,
                                        hint(actual[i], middle, points.length / setting.outputs())));
            }
        }
        if (kinks > checked / 2) {
            fail("the costs have a kink at %d of %d random points %s, where no gradient can be right"
                    .formatted(kinks, checked, setting.description()));
        }
    }

    private static String shortText(double[] y) {
        return y.length <= 3
                ? Arrays.toString(y)
                : "of class "
                        + IntStream.range(0, y.length)
                                .filter(j -> y[j] == 1)
                                .boxed()
                                .findFirst()
                                .orElse(-1);
    }

    private static String hint(double actual, double expected, int rows) {
        if (expected == 0) {
            return "";
        }
        double factor = actual / expected;
        String average = Math.abs(factor * rows - 1) < 1e-4
                ? ", the number of examples: do not divide by it, the trainer averages"
                : "";
        return ", off by a factor of %.6g%s".formatted(factor, average);
    }

    /** Probabilities and other positive activations stay in their range. */
    private static double distance(LossSetting setting, double point) {
        if (setting.linked()) {
            return DISTANCE;
        }
        return switch (setting.range()) {
            case NONE, IDENTITY -> DISTANCE;
            case LOG -> DISTANCE * Math.min(1, point);
            case LOGIT, SOFTMAX -> DISTANCE * Math.min(point, 1 - point);
        };
    }

    /** The cost of an example, with one point changed. */
    private static double cost(LossSetting setting, double[] points, double[] y, int i, double change) {
        double[] changed = points.clone();
        changed[i] += change;
        return setting.costs(changed, y)[i / setting.outputs()];
    }

    private void inputsAgree() {
        for (LossSetting from : linked()) {
            LossSetting other = new LossSetting(loss, from.labels(), from.outputs(), from.range(), false);
            if (!loss.accepts(Link.NONE, from.labels())) {
                continue;
            }
            double[] z = Numbers.normal(1, MANY * from.outputs());
            double[] y = from.labels(2, MANY);
            double[] expected = from.costs(z, y);
            double[] actual = other.costs(from.activate(z), y);
            double distance = Numbers.distance(expected, actual);
            if (!(distance < 1e-9)) {
                fail(
                        "for a label with %s the cost of the first example is %s from z and %s from a: compute the same loss from both"
                                .formatted(from.labels().description(), expected[0], actual[0]));
            }
        }
    }

    private void rowsAreIndependent() {
        for (LossSetting setting : settings()) {
            double[] points = setting.points(3, ROWS);
            double[] y = setting.labels(4, ROWS);
            double[] costs = setting.costs(points, y);
            double[] gradient = setting.gradient(Precision.FLOAT64, points, y);
            int outputs = setting.outputs();
            int columns = setting.labelColumns();
            for (int row = 0; row < ROWS; row++) {
                double[] point = Arrays.copyOfRange(points, row * outputs, (row + 1) * outputs);
                double[] label = Arrays.copyOfRange(y, row * columns, (row + 1) * columns);
                String mistake =
                        "%s, the %s of example %d depends on the other examples of its batch: neither sum nor average over rows, the trainer does";
                Numbers.requireSame(
                        setting.costs(point, label),
                        Arrays.copyOfRange(costs, row, row + 1),
                        mistake.formatted(setting.description(), "cost", row));
                Numbers.requireSame(
                        setting.gradient(Precision.FLOAT64, point, label),
                        Arrays.copyOfRange(gradient, row * outputs, (row + 1) * outputs),
                        mistake.formatted(setting.description(), "gradient", row));
            }
        }
    }

    private void falls() {
        for (LossSetting setting : settings()) {
            if (setting.labels().hasClasses()) {
                fallsForClasses(setting);
            } else if (setting.outputs() == setting.labels().columns()) {
                fallsForValues(setting);
            }
        }
    }

    private static void fallsForClasses(LossSetting setting) {
        int columns = setting.labelColumns();
        if (setting.outputs() != columns || setting.range() == Link.LOG) {
            return;
        }
        List<String> names = setting.labels().classes();
        for (int i = 0; i < names.size(); i++) {
            int other = (i + 1) % names.size();
            double[] y = new double[columns];
            setting.setClass(y, 0, i);
            double[] wrong = new double[columns];
            setting.setClass(wrong, 0, other);
            double right = setting.costs(predicting(setting, y), y)[0];
            double off = setting.costs(predicting(setting, wrong), y)[0];
            if (!(right < off)) {
                fail(
                        "for a label with %s the cost of an example of class '%s' is %s if the network predicts that class and %s if it predicts '%s', from %s: the cost must fall as outputs approach the label"
                                .formatted(
                                        setting.labels().description(),
                                        names.get(i),
                                        right,
                                        off,
                                        names.get(other),
                                        setting.letter()));
            }
        }
    }

    /** Points that predict a class, not with certainty. */
    private static double[] predicting(LossSetting setting, double... y) {
        boolean isLogit = setting.linked() && setting.range() != Link.IDENTITY;
        double rest = y.length == 1 ? 0.1 : 0.1 / (y.length - 1);
        return Arrays.stream(y)
                .map(label -> isLogit ? 6 * label - 3 : label == 1 ? 0.9 : rest)
                .toArray();
    }

    private static void fallsForValues(LossSetting setting) {
        if (setting.range() == Link.SOFTMAX) {
            return;
        }
        double[] y = setting.labels(5, ROWS);
        double[] near = new double[y.length];
        double[] far = new double[y.length];
        for (int i = 0; i < y.length; i++) {
            double a = setting.range() == Link.IDENTITY || setting.range() == Link.NONE ? y[i] : Math.max(y[i], 0.1);
            near[i] = a;
            far[i] = setting.range() == Link.LOG ? 20 * a : a + 10;
            if (setting.range() == Link.LOGIT) {
                near[i] = Math.min(a, 0.95);
                far[i] = near[i] < 0.5 ? 0.999 : 0.001;
            }
        }
        double[] right = setting.costs(pointsOf(setting, near), y);
        double[] wrong = setting.costs(pointsOf(setting, far), y);
        for (int row = 0; row < right.length; row++) {
            if (!(right[row] < wrong[row])) {
                fail(
                        "%s, the cost of the label %s is %s if the prediction is %s and %s if it is %s: the cost must fall as outputs approach the label"
                                .formatted(setting.description(), y[row], right[row], near[row], wrong[row], far[row]));
            }
        }
    }

    /** The points of a setting whose activations are given. */
    private static double[] pointsOf(LossSetting setting, double... a) {
        if (!setting.linked()) {
            return a;
        }
        return switch (setting.range()) {
            case LOG -> Arrays.stream(a).map(StrictMath::log).toArray();
            case LOGIT -> Arrays.stream(a).map(p -> StrictMath.log(p / (1 - p))).toArray();
            case NONE, IDENTITY, SOFTMAX -> a;
        };
    }

    private void overwrites() {
        for (LossSetting setting : settings()) {
            double[] points = setting.points(6, ROWS);
            double[] y = setting.labels(7, ROWS);
            double[] costs = setting.costs(points, y);
            double[] gradient = setting.gradient(Precision.FLOAT64, points, y);
            for (double content : new double[] {0, 7}) {
                String before =
                        "%s, the %s depend on what the tensor held before the call: overwrite it, do not add to it";
                Numbers.requireSame(
                        setting.costs(points, y, content, Double.NaN),
                        costs,
                        before.formatted(setting.description(), "costs"));
                Numbers.requireSame(
                        setting.gradient(Precision.FLOAT64, points, y, content, Double.NaN),
                        gradient,
                        before.formatted(setting.description(), "gradients"));
                String scratch =
                        "%s, the %s depend on what scratch tensors held before the call: write them before reading them";
                Numbers.requireSame(
                        setting.costs(points, y, Double.NaN, content),
                        costs,
                        scratch.formatted(setting.description(), "costs"));
                Numbers.requireSame(
                        setting.gradient(Precision.FLOAT64, points, y, Double.NaN, content),
                        gradient,
                        scratch.formatted(setting.description(), "gradients"));
            }
        }
    }

    private void onlyReads() {
        for (LossSetting setting : settings()) {
            double[] points = setting.points(1, ROWS);
            GivenOutputs outputs = setting.outputs(Precision.FLOAT64, Double.NaN, points);
            ArrayTensor y = setting.y(Precision.FLOAT64, setting.labels(2, ROWS));
            double[] z = Numbers.of(outputs.z());
            double[] a = Numbers.of(outputs.a());
            double[] labels = Numbers.of(y);
            for (String method : List.of("costs", "gradient")) {
                if (method.equals("costs")) {
                    loss.costs(outputs, y, ArrayTensor.zeros(Precision.FLOAT64, ROWS, 1));
                } else {
                    loss.gradient(outputs, y, ArrayTensor.zeros(Precision.FLOAT64, ROWS, setting.outputs()));
                }
                String mistake = "%s writes %s, which is read-only; use outputs.scratch(0)";
                Numbers.requireSame(z, Numbers.of(outputs.z()), mistake.formatted(method, "z"));
                Numbers.requireSame(a, Numbers.of(outputs.a()), mistake.formatted(method, "a"));
                Numbers.requireSame(labels, Numbers.of(y), mistake.formatted(method, "the labels y"));
            }
        }
    }

    private void large() {
        for (LossSetting setting : linked()) {
            double[] y = setting.labels(3, ROWS);
            for (double size : new double[] {90, 1000, 1e6}) {
                double[] z = setting.points(8, ROWS);
                Arrays.setAll(z, i -> z[i] > 0.5 ? size : z[i] < -0.5 ? -size : 0);
                boolean isProbability = setting.range() == Link.LOGIT || setting.range() == Link.SOFTMAX;
                double[] costs = setting.costs(z, y);
                for (Precision precision : Precision.values()) {
                    double[] gradient = setting.gradient(precision, z, y);
                    requireNoOverflow(setting, size, costs, gradient, isProbability);
                }
            }
        }
    }

    private static void requireNoOverflow(
            LossSetting setting, double size, double[] costs, double[] gradient, boolean isProbability) {
        String where = "%s, for z of %s to %s".formatted(setting.description(), -size, size);
        if (isProbability) {
            Numbers.requireFinite(costs, where + " a cost");
            Numbers.requireFinite(gradient, where + " the gradient");
        }
        for (int row = 0; row < costs.length; row++) {
            double[] slopes = Arrays.copyOfRange(gradient, row * setting.outputs(), (row + 1) * setting.outputs());
            if (!Double.isFinite(costs[row]) && Arrays.stream(slopes).allMatch(Double::isFinite)) {
                fail("%s a cost is %s, although the gradient is finite: something overflows; rearrange the formula"
                        .formatted(where, costs[row]));
            }
        }
    }

    private void isRepeatable() {
        for (LossSetting setting : settings()) {
            double[] points = setting.points(1, ROWS);
            double[] y = setting.labels(2, ROWS);
            double[] first = setting.all(points, y);
            setting.all(setting.points(3, ROWS + 1), setting.labels(4, ROWS + 1));
            Numbers.requireSame(
                    first,
                    setting.all(points, y),
                    "%s, a second call with the same outputs gives another result: it keeps state or a tensor"
                            .formatted(setting.description()));
        }
    }

    private void precisionsAgree() {
        for (LossSetting setting : settings()) {
            double[] points = setting.points(1, MANY);
            double[] y = setting.labels(2, MANY);
            double distance = Numbers.distance(
                    setting.gradient(Precision.FLOAT64, points, y), setting.gradient(Precision.FLOAT32, points, y));
            if (!(distance < 1e-4)) {
                fail("%s, between float32 and float64 gradients differ by %s, relative to the largest"
                        .formatted(setting.description(), distance));
            }
        }
    }

    private void isAccurate() {
        for (LossSetting setting : settings()) {
            double[] points = setting.points(9, MANY);
            double[] y = setting.labels(9, MANY);
            if (Numbers.areRounded(setting.costs(points, y))
                    || Numbers.areRounded(setting.gradient(Precision.FLOAT64, points, y))) {
                fail("%s, all float64 costs or gradients are float32 numbers: something is rounded to float"
                        .formatted(setting.description()));
            }
        }
    }

    private void allocatesNothing() {
        List<LossSetting> settings = settings();
        if (settings.isEmpty()) {
            return;
        }
        LossSetting setting = settings.stream()
                .filter(each -> each.outputs() >= 100)
                .findFirst()
                .orElse(settings.get(0));
        GivenOutputs outputs = setting.outputs(Precision.FLOAT64, Double.NaN, setting.points(1, BATCH));
        ArrayTensor y = setting.y(Precision.FLOAT64, setting.labels(2, BATCH));
        ArrayTensor costs = ArrayTensor.zeros(Precision.FLOAT64, BATCH, 1);
        ArrayTensor gradient = ArrayTensor.zeros(Precision.FLOAT64, BATCH, setting.outputs());
        for (String method : List.of("costs", "gradient")) {
            Runnable call = method.equals("costs")
                    ? () -> loss.costs(outputs, y, costs)
                    : () -> loss.gradient(outputs, y, gradient);
            long bytes = Allocation.ofCall(call, MOST_BYTES_PER_ROW * BATCH, CALLS);
            if (bytes > MOST_BYTES_PER_ROW * BATCH) {
                fail(
                        "%s allocates %,d bytes for %d examples of a label with %s; a training step must allocate nothing: use outputs.scratch(0), and neither arrays nor boxed numbers"
                                .formatted(
                                        method, bytes, BATCH, setting.labels().description()));
            }
        }
    }

    private void isThreadSafe() {
        for (LossSetting setting : settings()) {
            double[] points = setting.points(5, ROWS);
            double[] y = setting.labels(6, ROWS);
            double[] others = setting.points(6, ROWS);
            Numbers.requireThreadSafe(() -> {
                setting.all(others, y);
                return setting.all(points, y);
            });
        }
    }
}
