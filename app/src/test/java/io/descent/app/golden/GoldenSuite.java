package io.descent.app.golden;

import io.descent.inference.spec.Precision;

/** Compares the library with the cases of one kind of file. */
interface GoldenSuite {
    /** A regular expression for the names of the files. */
    String files();

    /** Whether a case has so few operations that float32 can be compared too. */
    default boolean singleStep() {
        return false;
    }

    /**
     * Fails unless the library computes the numbers of a case.
     *
     * @param file the whole file; its keys beside the cases apply to all of them
     */
    void check(GoldenCase file, GoldenCase one, Precision precision);

    /** The path from a case to a number that the library must compute: keys and indices. */
    Object[] expected();
}
