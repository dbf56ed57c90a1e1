package io.descent.core.training;

import org.jspecify.annotations.Nullable;

/**
 * Where numbers grew beyond use.
 *
 * @param what the update, a slot, the cost
 * @param parameter the first parameter concerned; null if that is not known
 * @param step the update, from 1
 * @param how what is wrong with it
 */
record Divergence(String what, @Nullable String parameter, int step, String how) {
    static final String NOT_FINITE = "is not finite";

    Divergence(String what, @Nullable String parameter, int step) {
        this(what, parameter, step, NOT_FINITE);
    }
}
