package io.descent.core.training;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Where a number became too large or not finite. For Descent's own modules.
 *
 * @param what the affected quantity: the update, a slot, the cost
 * @param parameter the first affected parameter; null if unknown
 * @param step the update, from 1
 * @param how what is wrong with the number
 */
public record Divergence(String what, @Nullable String parameter, int step, String how) implements Serializable {
    static final String NOT_FINITE = "is not finite";

    Divergence(String what, @Nullable String parameter, int step) {
        this(what, parameter, step, NOT_FINITE);
    }
}
