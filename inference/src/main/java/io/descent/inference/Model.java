package io.descent.inference;

import io.descent.inference.model.internal.ModelFile;
import io.descent.inference.model.internal.ModelParts;
import io.descent.inference.model.internal.Predictor;
import io.descent.inference.network.internal.ChosenClass;
import io.descent.inference.parallel.internal.Workers;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.tensor.internal.Backend;
import io.descent.inference.text.internal.Decimal;
import io.descent.inference.text.internal.Nearest;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A trained network together with the meaning of its inputs and outputs. It predicts from raw features: normalisation
 * is part of the model. Immutable and thread-safe: share one model among all threads.
 */
public final class Model {
    private final ModelParts parts;
    private final Backend backend;
    private volatile @Nullable Predictor predictor;

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
     * Predicts one example.
     *
     * @param features in the order of {@link Schema#features}, not normalised
     * @throws InvalidInputException if the number of features differs, or one is not finite
     */
    public Prediction predict(double... features) {
        return prediction(predictor().predict(features));
    }

    /**
     * Predicts one example.
     *
     * @param example the value of every feature by its name: a number, a boolean (1 or 0), or a text that contains a
     *     number; other keys are ignored
     * @throws InvalidInputException if a feature is missing or is not a finite number
     */
    public Prediction predict(Map<String, ?> example) {
        return predict(features(example));
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
        try (Workers workers = new Workers(threads)) {
            outputs = predictor().predict(examples, workers);
        }
        return Arrays.stream(outputs).map(this::prediction).toList();
    }

    private Prediction prediction(double[] outputs) {
        boolean single = parts.network().outputs() == 1;
        int chosen = parts.schema().task() == Task.REGRESSION
                ? parts.predictedOutput()
                : ChosenClass.of(single ? new double[] {outputs[1]} : outputs);
        return new Prediction(parts.schema(), outputs, chosen);
    }

    /**
     * Predicts many examples. Faster than {@link #predict(Map)} for each; the results have the same bits.
     *
     * @throws InvalidInputException as for one example
     */
    public List<Prediction> predict(List<? extends Map<String, ?>> examples) {
        return predict(examples.stream().map(this::features).toArray(double[][]::new));
    }

    private double[] features(Map<String, ?> example) {
        List<String> names = parts.schema().features();
        double[] features = new double[names.size()];
        for (int i = 0; i < features.length; i++) {
            String name = names.get(i);
            features[i] = number(name, example.get(name), example);
        }
        return features;
    }

    private static double number(String name, @Nullable Object value, Map<String, ?> example) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        if (value instanceof Boolean truth) {
            return truth ? 1 : 0;
        }
        if (value instanceof CharSequence text) {
            double number = Decimal.parse(text.toString().strip());
            if (Double.isFinite(number)) {
                return number;
            }
        }
        if (value == null) {
            throw new InvalidInputException(
                    "the feature '%s' is missing%s".formatted(name, Nearest.suggestion(name, example.keySet())));
        }
        throw new InvalidInputException("the feature '%s' is '%s'; expected a number".formatted(name, value));
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
     * Writes {@code model.json} and {@code weights.safetensors}. If an activation is not registered as a service, other
     * programs cannot load the model; a warning is then logged that says what to add.
     *
     * @param folder created if it does not exist
     * @throws InvalidInputException if writing fails; each file is then either unchanged or complete
     */
    public void save(Path folder) {
        ModelFile.save(parts, folder, List.of());
    }
}
