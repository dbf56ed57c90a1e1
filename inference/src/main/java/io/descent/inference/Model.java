package io.descent.inference;

import io.descent.inference.model.internal.ModelFile;
import io.descent.inference.model.internal.ModelParts;
import io.descent.inference.model.internal.NamedValues;
import io.descent.inference.model.internal.Predictor;
import io.descent.inference.parallel.internal.Workers;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.table.internal.RowEncoder;
import io.descent.inference.tensor.internal.Backend;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A trained network together with the meaning of its inputs and outputs. It predicts from raw features: normalisation
 * is part of the model. Immutable and thread-safe: share one model among all threads.
 */
public final class Model {
    private static final Workers ALONE = new Workers(1);
    private static final double[] NONE = {};

    private final ModelParts parts;
    private final Backend backend;
    private volatile @Nullable Predictor predictor;

    /** What is known of an example before it is predicted. */
    private record Encoded(NamedValues.@Nullable Problem problem, List<String> missing, List<String> unseen) {}

    /** Creates a model from its parts. For Descent's own modules; users call {@link Descent#load(Path)}. */
    public Model(ModelParts parts, Backend backend) {
        this.parts = parts;
        this.backend = backend;
    }

    /** The meaning of features and label. */
    public Schema schema() {
        return parts.schema();
    }

    /** The format in which the network computes. */
    public Precision precision() {
        return parts.network().precision();
    }

    /** The parts, for Descent's own modules. */
    public ModelParts parts() {
        return parts;
    }

    /**
     * Predicts one example of a model whose features are numbers or truth values.
     *
     * @param features in the order of {@link Schema#features}, not scaled; 1 and 0 for truth values; NaN for a missing
     *     one
     * @throws InvalidInputException if the number of features differs, one is infinite or too large, or the model has
     *     features that are words or dates; use {@link #predict(Map)} for these
     */
    public Prediction predict(double... features) {
        double[] ofMembers = ofMembers(1);
        return prediction(predictor().predict(features, ofMembers), ofMembers, missing(features), List.of());
    }

    /**
     * Predicts one example. Words that the training set does not have, and missing features, are answered; see {@link
     * Prediction#unseen} and {@link Prediction#missing}.
     *
     * @param example the value of every feature by its name; other keys are ignored. A value is a number, a boolean, a
     *     text written as in the training set, a {@link LocalDate}, {@link LocalDateTime}, {@link Instant}, {@link
     *     OffsetDateTime} or {@link ZonedDateTime}, or null for a missing one. Dates without a zone are in UTC
     * @throws InvalidInputException if a feature is not among the keys, or its value cannot be read as what the feature
     *     is, for instance as a number
     */
    public Prediction predict(Map<String, ?> example) {
        return predict(List.of(example)).get(0);
    }

    /**
     * Predicts one example.
     *
     * @param example has a component of the name of every feature; otherwise as in {@link #predict(Map)}
     * @throws InvalidInputException as for a map
     */
    public Prediction predict(Record example) {
        return predict(NamedValues.of(example));
    }

    /**
     * Predicts many examples. Faster than {@link #predict(double...)} for each; the results have the same bits.
     *
     * @param examples the features of each example in the order of {@link Schema#features}
     * @throws InvalidInputException as for one example; the message gives the example's position from 0
     */
    public List<Prediction> predict(double[][] examples) {
        return predict(examples, 1);
    }

    /**
     * Predicts many examples with several threads. The results have the same bits as those of {@link
     * #predict(double[][])}.
     *
     * @param threads number of threads that share the work, including the calling one; at least 1
     * @throws InvalidInputException as for one example; the message gives the example's position from 0
     */
    public List<Prediction> predict(double[][] examples, int threads) {
        double[][] outputs;
        double[] ofMembers = ofMembers(examples.length);
        try (Workers workers = new Workers(threads)) {
            outputs = predictor().predict(examples, ofMembers, workers);
        }
        List<Prediction> predictions = new ArrayList<>(outputs.length);
        for (int i = 0; i < outputs.length; i++) {
            predictions.add(
                    prediction(outputs[i], ofMembers(ofMembers, i, examples.length), missing(examples[i]), List.of()));
        }
        return predictions;
    }

    /**
     * Predicts many examples. Faster than {@link #predict(Map)} for each; the results have the same bits.
     *
     * @throws InvalidInputException as for one example; the message gives the example's position from 0
     */
    public List<Prediction> predict(List<? extends Map<String, ?>> examples) {
        List<Prediction> predictions = new ArrayList<>(examples.size());
        predict(examples, (prediction, problem) -> {
            if (problem != null) {
                String place = examples.size() == 1 ? "" : "example " + predictions.size() + ": ";
                throw new InvalidInputException(place + problem.message());
            }
            predictions.add(prediction);
        });
        return predictions;
    }

    /**
     * Predicts many examples, some of which may be wrong. For Descent's own modules.
     *
     * @param receiver receives for every example, in their order, its prediction, or why there is none; the other one of
     *     the two is null
     */
    public void predict(
            List<? extends Map<String, ?>> examples,
            BiConsumer<@Nullable Prediction, NamedValues.@Nullable Problem> receiver) {
        Predictor predictor = predictor();
        RowEncoder rows = predictor.takeEncoder();
        try {
            NamedValues values = new NamedValues(parts.encoding());
            List<Encoded> encoded = new ArrayList<>();
            for (int i = 0; i < examples.size(); i++) {
                NamedValues.Problem problem = values.encode(examples.get(i), rows);
                encoded.add(new Encoded(problem, List.copyOf(rows.missing()), List.copyOf(rows.unseen())));
                if (rows.isFull() || i + 1 == examples.size()) {
                    predict(rows, encoded, receiver);
                    rows.clear();
                    encoded.clear();
                }
            }
        } finally {
            predictor.giveBack(rows);
        }
    }

    private void predict(
            RowEncoder rows,
            List<Encoded> encoded,
            BiConsumer<@Nullable Prediction, NamedValues.@Nullable Problem> receiver) {
        int width = predictor().width();
        double[] results = new double[rows.rows() * width];
        double[] ofMembers = ofMembers(rows.rows());
        predictor().predict(rows, results, ofMembers, ALONE);
        for (int i = 0; i < encoded.size(); i++) {
            Encoded example = encoded.get(i);
            if (example.problem != null) {
                receiver.accept(null, example.problem);
                continue;
            }
            double[] outputs = Arrays.copyOfRange(results, i * width, (i + 1) * width);
            double[] own = ofMembers(ofMembers, i, rows.rows());
            receiver.accept(prediction(outputs, own, example.missing, example.unseen), null);
        }
    }

    /**
     * Predicts many examples. Faster than {@link #predict(Record)} for each; the results have the same bits.
     *
     * @throws InvalidInputException as for one example; the message gives the example's position from 0
     */
    public List<Prediction> predictRecords(List<? extends Record> examples) {
        return predict(examples.stream().map(NamedValues::of).toList());
    }

    /** Room for what intervals need of the members (members x examples x outputs); empty if they need nothing. */
    private double[] ofMembers(int examples) {
        int members = parts.calibration().members();
        return members == 0
                ? NONE
                : new double
                        [Math.multiplyExact(
                                Math.multiplyExact(members, examples),
                                predictor().width())];
    }

    /** What intervals need for one of the examples. */
    private double[] ofMembers(double[] all, int example, int examples) {
        if (all.length == 0) {
            return NONE;
        }
        int width = predictor().width();
        double[] own = new double[parts.calibration().members() * width];
        for (int from = 0; from < own.length; from += width) {
            System.arraycopy(all, from * examples + example * width, own, from, width);
        }
        return own;
    }

    private Prediction prediction(double[] outputs, double[] ofMembers, List<String> missing, List<String> unseen) {
        int chosen = parts.schema().task() == Task.REGRESSION
                ? parts.predictedOutput()
                : parts.calibration().chosen(outputs, 0, outputs.length);
        return new Prediction(
                parts.schema(),
                outputs,
                chosen,
                missing,
                unseen,
                parts.calibration().intervals(),
                ofMembers);
    }

    private List<String> missing(double[] features) {
        if (!Predictor.hasMissing(features)) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        for (int j = 0; j < features.length; j++) {
            if (Double.isNaN(features[j])) {
                names.add(parts.schema().features().get(j));
            }
        }
        return List.copyOf(names);
    }

    /** Created at the first prediction: a model that is only saved need not pack its weights. */
    private Predictor predictor() {
        Predictor made = predictor;
        if (made == null) {
            synchronized (this) {
                made = predictor;
                if (made == null) {
                    made = new Predictor(parts, backend);
                    predictor = made;
                }
            }
        }
        return Objects.requireNonNull(made);
    }

    /**
     * Writes {@code model.json}, {@code weights.safetensors} and, if the model is calibrated, {@code calibration.json}. If an activation is not registered as a service, other
     * programs cannot load the model; a warning is then logged that says what to add.
     *
     * @param folder created if it does not exist
     * @throws InvalidInputException if writing fails; each file is then either unchanged or complete
     */
    public void save(Path folder) {
        ModelFile.save(parts, folder, List.of());
    }
}
