package io.descent.api;

/**
 * The fan-in and fan-out of a layer, on which the variance of good initial weights depends. Created by the trainer.
 *
 * @param in number of inputs of the layer, n_in, positive
 * @param out number of units of the layer, n_out, positive
 */
public record Fan(int in, int out) {}
