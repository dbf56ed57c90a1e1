package io.descent.core.training;

/**
 * Where numbers left the finite range.
 *
 * @param what the direction, a slot, the cost
 * @param parameter the first parameter concerned
 * @param step the update, from 1
 */
record Divergence(String what, String parameter, int step) {}
