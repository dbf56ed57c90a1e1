package io.descent.core.experiment;

import io.descent.api.Hyperparameter;
import io.descent.api.LrSchedule;
import io.descent.inference.spec.Default;

/**
 * Decoupled weight decay (Loshchilov and Hutter 2019, arXiv:1711.05101): {@code training.weight-decay} in an experiment
 * file. After the optimizer has computed the direction, w = w - learningRate direction - learningRate decayRate w,
 * where w is the weight before the update. The decay rate has a schedule of its own. The learning rate is that of the
 * step, times the factor of the parameter's group. In the paper, alpha does not scale the decay: the paper's lambda is
 * {@code rate} times the learning rate of the experiment file.
 *
 * @param rate the decay rate, before its schedule; positive
 * @param schedule changes the decay rate over time
 * @param biases whether biases decay too
 * @param norm whether gamma and beta of batch norm decay too
 * @param input whether the parameters of a trainable input layer decay too
 */
public record WeightDecay(
        @Hyperparameter(
                min = 0,
                minExclusive = true,
                scale = Hyperparameter.Scale.LOG,
                help = "decay rate, before its schedule")
        double rate,

        @Default("constant") LrSchedule schedule,
        @Default("false") boolean biases,
        @Default("false") boolean norm,
        @Default("false") boolean input) {
    /** Decay of a network without a trainable input layer. */
    public WeightDecay(double rate, LrSchedule schedule, boolean biases, boolean norm) {
        this(rate, schedule, biases, norm, false);
    }

    /** Checks the range. */
    public WeightDecay {
        if (!(rate > 0) || Double.isInfinite(rate)) {
            throw new IllegalArgumentException(
                    "the rate of weight decay is " + rate + "; it must be above 0 and finite");
        }
    }
}
