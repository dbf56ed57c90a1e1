package io.descent.api;

/**
 * Everything that an {@link Optimizer} may use in one update of a parameter, or of a block of parameters if the
 * optimizer is {@linkplain Optimizer#elementwise() element-wise}. Valid only during the call. Only the trainer
 * implements this interface, so any version may add methods.
 */
@Provided
public interface Step extends Scratch {
    /**
     * Returns the number of this update, counted from 1 over all epochs since the slots were zero: the {@code t} of
     * bias correction. A run that continues with another optimizer starts again at 1.
     */
    int number();

    /** Returns the {@link #number} of the last update, if the training runs to its last epoch. */
    int steps();

    /** Returns the number of updates per epoch. */
    int stepsPerEpoch();

    /** Returns true for the first update of the slots, which are still zero: {@link #number} is 1. */
    boolean slotsAreFresh();

    /**
     * Returns the learning rate that the schedule gives for this update, times the factor of the parameter's group. The
     * trainer multiplies the direction by it.
     */
    double learningRate();

    /** Returns the learning rate of the experiment file, before any schedule. */
    double initialLearningRate();

    /** Returns the parameter before this update. Read only: the trainer moves it. */
    Tensor parameter();

    /** Returns true for a weight, false for a bias and for batch norm's gamma and beta. */
    boolean isWeight();

    /**
     * Returns a state vector of the parameter. It is zero before the first update and keeps its content from update to
     * update. The trainer saves and restores it.
     *
     * @param name one of {@link Optimizer#slots()}
     * @return a tensor of the shape of the parameter, to be changed in place
     * @throws IllegalArgumentException if the optimizer declares no slot of this name
     */
    Tensor slot(String name);

    /**
     * Returns this update as an optimizer sees it that is wrapped by the one called: with scratch of its own, so that
     * neither overwrites the other's, and with slots under a prefix. For each slot {@code s} of the inner optimizer,
     * the outer one declares a slot {@code prefix_s}.
     *
     * @param prefix letters, digits and underscores; different for each optimizer that is wrapped
     */
    Step inner(String prefix);
}
