package io.descent.inference.model.internal;

import io.descent.inference.network.internal.Network;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Schema;
import io.descent.inference.table.internal.InputEncoding;
import io.descent.inference.table.internal.Scaling;
import java.util.List;
import java.util.Map;

/**
 * A trained network together with the meaning of its inputs and outputs.
 *
 * @param schema the meaning of features and label
 * @param encoding turns raw features into inputs of the network
 * @param targets the scaling of each label with values; empty for classes
 * @param network the trained network; its parameters must not change any more
 * @param loss the loss that the network was trained with, as in files: its name, or a map from its name to its
 *     hyperparameters. Predicting does not use it
 * @param predictedOutput the output that is the prediction of a value; 0 for classes
 * @param calibration what happens to the outputs of the network before they are predictions
 */
public record ModelParts(
        Schema schema,
        InputEncoding encoding,
        List<Scaling> targets,
        Network network,
        Object loss,
        int predictedOutput,
        Calibration calibration) {
    /** A model whose predictions are the outputs of its network. */
    public ModelParts(
            Schema schema,
            InputEncoding encoding,
            List<Scaling> targets,
            Network network,
            Object loss,
            int predictedOutput) {
        this(schema, encoding, targets, network, loss, predictedOutput, Calibration.NONE);
    }

    /**
     * Checks that the parts fit together.
     *
     * @throws InvalidInputException if they do not
     */
    public ModelParts {
        targets = List.copyOf(targets);
        int classes = schema.classes().size();
        int outputs = network.outputs();
        boolean fits = classes == 0
                ? predictedOutput >= 0 && predictedOutput < outputs
                : outputs == classes || (outputs == 1 && classes == 2);
        if (!network.inputShape().equals(encoding.shape())
                || encoding.columns().size() != schema.features().size()
                || !fits) {
            throw new InvalidInputException(
                    "a network of %d inputs and %d outputs does not fit %d features and %d classes"
                            .formatted(
                                    network.inputs(), outputs, schema.features().size(), classes));
        }
        for (int j = 0; j < schema.features().size(); j++) {
            if (!encoding.columns().get(j).name().equals(schema.features().get(j))) {
                throw new InvalidInputException("the column '%s' is encoded in the place of the feature '%s'"
                        .formatted(
                                encoding.columns().get(j).name(),
                                schema.features().get(j)));
            }
        }
        if (schema.labels().size() > 1 && outputs != schema.labels().size()) {
            throw new InvalidInputException("a network of %d outputs does not fit %d labels"
                    .formatted(outputs, schema.labels().size()));
        }
        if (targets.size() != (classes == 0 ? schema.labels().size() : 0)) {
            throw new InvalidInputException("%d scalings for the label %s".formatted(targets.size(), schema.label()));
        }
        String problem = calibration.problem(schema);
        if (problem != null) {
            throw new InvalidInputException(problem);
        }
    }

    /** A copy with another calibration. */
    public ModelParts withCalibration(Calibration other) {
        return new ModelParts(schema, encoding, targets, network, loss, predictedOutput, other);
    }

    /** The name of the loss. */
    public String lossName() {
        return loss instanceof Map<?, ?> map
                ? String.valueOf(map.keySet().iterator().next())
                : loss.toString();
    }
}
