package io.descent.inference.model.internal;

import io.descent.inference.file.internal.Sha256;
import io.descent.inference.network.internal.Network;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Schema;
import io.descent.inference.table.internal.InputEncoding;
import io.descent.inference.table.internal.Scaling;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A trained network together with the meaning of its inputs and outputs; or several of them, whose average is the
 * prediction.
 *
 * @param schema the meaning of features and label
 * @param encoding turns raw features into inputs of the network. Of an average: says how cells are written and which
 *     words are known; each member turns them into inputs in its own way
 * @param targets the scaling of each label with values; empty for classes
 * @param network the trained network; its parameters must not change any more. Of an average: that of the first
 *     member, whose precision, outputs and layers are those of all
 * @param loss the loss that the network was trained with, as in files: its name, or a map from its name to its
 *     hyperparameters. Predicting does not use it
 * @param predictedOutput the output that is the prediction of a value; 0 for classes
 * @param calibration what happens to the outputs of the network before they are predictions
 * @param members the models whose average this is, none of which is an average; empty for a single network
 */
public record ModelParts(
        Schema schema,
        InputEncoding encoding,
        List<Scaling> targets,
        Network network,
        Object loss,
        int predictedOutput,
        Calibration calibration,
        List<ModelParts> members) {
    /**
     * A single network, whose outputs are the predictions.
     *
     * @throws InvalidInputException if the parts do not fit together
     */
    public ModelParts(
            Schema schema,
            InputEncoding encoding,
            List<Scaling> targets,
            Network network,
            Object loss,
            int predictedOutput) {
        this(schema, encoding, targets, network, loss, predictedOutput, Calibration.NONE, List.of());
    }

    /**
     * The average of several models.
     *
     * @param encoding of the whole training set
     * @param targets of the whole training set
     * @throws InvalidInputException if the models do not fit together
     */
    public static ModelParts average(
            Schema schema, InputEncoding encoding, List<Scaling> targets, List<ModelParts> members) {
        ModelParts first = members.get(0);
        return new ModelParts(
                schema, encoding, targets, first.network, first.loss, first.predictedOutput, Calibration.NONE, members);
    }

    /**
     * Checks that the parts fit together.
     *
     * @throws InvalidInputException if they do not
     */
    public ModelParts {
        targets = List.copyOf(targets);
        members = List.copyOf(members);
        int classes = schema.classes().size();
        int outputs = network.outputs();
        boolean fits = classes == 0
                ? predictedOutput >= 0 && predictedOutput < outputs
                : outputs == classes || (outputs == 1 && classes == 2);
        if ((members.isEmpty() && !network.inputShape().equals(encoding.shape()))
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
        String problem = calibration.problem(schema, members.size());
        if (problem != null) {
            throw new InvalidInputException(problem);
        }
        for (ModelParts member : members) {
            if (!member.members.isEmpty()
                    || !member.schema.equals(schema)
                    || member.network.outputs() != outputs
                    || member.network.precision() != network.precision()
                    || member.predictedOutput != predictedOutput) {
                throw new InvalidInputException(
                        "the members of an average have different features, labels, outputs or precisions");
            }
        }
    }

    /** A copy with another calibration. */
    public ModelParts withCalibration(Calibration other) {
        return new ModelParts(schema, encoding, targets, network, loss, predictedOutput, other, members);
    }

    /** SHA-256 of all parameters; of an average, that of the members' digests in their order. */
    public String weightsSha256() {
        if (members.isEmpty()) {
            return network.parameters().sha256();
        }
        MessageDigest digest = Sha256.start();
        members.forEach(member -> digest.update(
                HexFormat.of().parseHex(member.network.parameters().sha256())));
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The name of the loss. */
    public String lossName() {
        return loss instanceof Map<?, ?> map
                ? String.valueOf(map.keySet().iterator().next())
                : loss.toString();
    }
}
