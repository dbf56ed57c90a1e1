package io.descent.app.golden;

import io.descent.inference.spec.Precision;

/** What the cases of one kind of file are compared with. */
interface GoldenSuite {
    /** The files, as a regular expression. */
    String files();

    /** Whether a case is small enough for the rounding of float32 to stay small. */
    default boolean singleStep() {
        return false;
    }

    /**
     * Fails unless the library gives the numbers of a case.
     *
     * @param file what the file holds beside its cases
     */
    void check(GoldenCase file, GoldenCase one, Precision precision);

    /** A number that the library has to give: keys and indices from the case inwards. */
    Object[] expected();
}
