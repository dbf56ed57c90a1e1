package io.descent.losses;

import io.descent.api.Labels;

/** Rejects labels that a loss does not accept, in words that continue "the loss NAME". */
final class Needs {
    private Needs() {}

    static void values(Labels labels) {
        require(labels.classes().isEmpty(), "a label with values", labels);
    }

    static void oneValue(Labels labels) {
        require(labels.classes().isEmpty() && labels.columns() == 1, "a label with one value", labels);
    }

    static void classes(Labels labels) {
        require(!labels.classes().isEmpty(), "a label with classes", labels);
    }

    static void twoClasses(Labels labels) {
        require(labels.classes().size() == 2, "a label with two classes", labels);
    }

    static void twoClassesFor(String hyperparameter, Labels labels) {
        require(labels.classes().size() == 2, "a label with two classes for " + hyperparameter, labels);
    }

    private static void require(boolean accepted, String needed, Labels labels) {
        if (!accepted) {
            throw new IllegalArgumentException("needs " + needed + ", but it has " + describe(labels));
        }
    }

    private static String describe(Labels labels) {
        int classes = labels.classes().size();
        if (classes > 0) {
            return classes == 1 ? "1 class" : classes + " classes";
        }
        return labels.columns() == 1 ? "values" : labels.columns() + " values per example";
    }
}
