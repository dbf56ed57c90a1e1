package io.descent.inference.model.internal;

import io.descent.api.Hyperparameter;
import io.descent.inference.config.internal.Node;
import io.descent.inference.limit.internal.Limits;
import io.descent.inference.plugin.internal.PluginNote;
import io.descent.inference.spec.Default;
import io.descent.inference.spec.ImageShape;
import io.descent.inference.spec.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code model.json} of an average: what its members, in the folders {@code 1}, {@code 2}, ..., have in common.
 *
 * @param format version of this format, 2
 * @param average number of members
 * @param task whether the label is a class or a number
 * @param labels name of the label; several names for several values
 * @param classes names of the classes; empty for regression
 * @param image shape of the image that the columns form; null if they form none
 * @param missing texts that mark a missing cell, in addition to an empty one
 * @param columns the features, with the encoders that the whole training set would have
 * @param targets how the values of each label would be scaled by the whole training set, for regression
 * @param plugins origins of the plugins that the members need or were trained with
 */
record AverageDescription(
        @Hyperparameter(min = 2, max = 2) int format,

        @Hyperparameter(min = 1, max = Limits.NETWORKS) int average,

        Task task,
        List<String> labels,
        List<String> classes,
        @Default("null") @Nullable ImageShape image,
        @Default("[]") List<String> missing,
        List<ColumnDescription> columns,
        @Default("[]") List<Node> targets,
        @Default("[]") List<PluginNote> plugins) {}
