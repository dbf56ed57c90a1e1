package io.descent.api;

/**
 * How many connections enter and leave a unit: what the variance of good initial weights depends on. Made by the trainer.
 *
 * @param in inputs of the layer, n_in, positive
 * @param out units of the layer, n_out, positive
 */
public record Fan(int in, int out) {}
