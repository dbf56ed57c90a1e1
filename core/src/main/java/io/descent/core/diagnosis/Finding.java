package io.descent.core.diagnosis;

import io.descent.inference.plugin.internal.Names;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that the numbers of a run show beside bias and variance.
 *
 * @param kind what it is
 * @param text the same in words and numbers, a part of a sentence
 */
public record Finding(Kind kind, String text) {
    /** What the numbers of a run show. */
    public enum Kind {
        /** R2 is negative: the mean of the labels would be a better prediction. */
        WORSE_THAN_MEAN,
        /** The most frequent class as the only answer would be right as often. */
        NO_BETTER_THAN_MAJORITY,
        /** A class of the training set is never predicted. */
        CLASS_NEVER_PREDICTED,
        /** Labels are not scaled and too large to be reached. */
        TARGET_SCALE,
        /** The training ended after few updates, while the cost still fell. */
        TOO_FEW_UPDATES,
        /** The dev cost was lowest long before the end. */
        OVERFIT_EARLY;

        /** Whether predictions are useless, rather than a cause of errors. */
        boolean isSymptom() {
            return switch (this) {
                case WORSE_THAN_MEAN, NO_BETTER_THAN_MAJORITY, CLASS_NEVER_PREDICTED -> true;
                case TARGET_SCALE, TOO_FEW_UPDATES, OVERFIT_EARLY -> false;
            };
        }
    }

    Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("kind", Names.kebab(kind.name()));
        values.put("text", text);
        return values;
    }
}
