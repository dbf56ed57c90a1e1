package io.descent.metrics;

import java.util.Locale;

/** How the scores of classes become one number. Scores that are undefined are left out of every mean. */
public enum Average {
    /** Of two classes, the score of the positive one; of more, the macro average. */
    AUTO,
    /** The mean over classes: each class counts the same. */
    MACRO,
    /** The score of all classes counted together. */
    MICRO,
    /** The mean over classes, weighted by the weight of the examples of each class. */
    WEIGHTED;

    static final String HELP = "mean over classes; auto is the positive class of two, and macro for more";

    /** Returns the name of the constant in files. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
