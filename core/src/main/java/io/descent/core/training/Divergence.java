package io.descent.core.training;

import org.jspecify.annotations.Nullable;

/**
 * Where numbers left the finite range.
 *
 * @param what the update, a slot, the cost
 * @param parameter the first parameter concerned; null if that is not known
 * @param step the update, from 1
 */
record Divergence(String what, @Nullable String parameter, int step) {}
