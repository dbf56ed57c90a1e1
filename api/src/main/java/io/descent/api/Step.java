package io.descent.api;

/**
 * What an {@link Optimizer} may know of the update that is being made: one parameter tensor, or one block of a parameter
 * array when the optimizer is {@linkplain Optimizer#elementwise() element-wise}. Valid during the call only. Implemented by the
 * trainer only: methods may be added.
 */
@Provided
public interface Step extends Scratch {
    /**
     * The number of this update, counted from 1 over all epochs in which the optimizer's slots were kept: the {@code t} of bias
     * corrections. A training that goes on with another optimizer counts from 1 again.
     */
    int number();

    /** What {@link #number} is at the last update of the training, if nothing ends it before. */
    int steps();

    /** Whether this is the first update since the slots were zero: {@link #number} is 1. */
    boolean slotsAreFresh();

    /** The learning rate that the schedule gives for this update; the trainer multiplies the direction by it. */
    double learningRate();

    /** The learning rate of the experiment file, before any schedule. */
    double initialLearningRate();

    /** The parameter before this update. Read only: the trainer moves it. */
    Tensor parameter();

    /** Whether the parameter is a weight; false for a bias and for batch norm's gamma and beta. */
    boolean isWeight();

    /**
     * A state vector that belongs to the parameter, zero before the first update, kept from update to update, saved and
     * restored by the trainer.
     *
     * @param name one of {@link Optimizer#slots()}
     * @return a tensor of the parameter's shape, to be changed in place
     * @throws IllegalArgumentException if the optimizer declares no slot of this name
     */
    Tensor slot(String name);
}
