package io.descent.optimizers;

import io.descent.api.Step;
import io.descent.api.Tensor;

/**
 * What the schedule-free optimizers share. The slot z is the point that the gradients move, x is the weighted average
 * of z, and s is the sum of the weights. The parameter is y = (1 - beta) z + beta x.
 */
final class ScheduleFree {
    private ScheduleFree() {}

    /**
     * Sets z and x to the parameter before the first update. Later it moves both by as much as the trainer has moved y
     * itself, because of a weight decay or a constraint of the experiment.
     */
    static void follow(Step step, double beta) {
        Tensor y = step.parameter();
        Tensor z = step.slot("z");
        Tensor x = step.slot("x");
        if (step.slotsAreFresh()) {
            z.assign(y);
            x.assign(y);
        } else {
            Tensor moved = step.scratch(0).assign(z).lerp(x, beta).scale(-1).add(y);
            z.add(moved);
            x.add(moved);
        }
    }

    /**
     * Adds z, after its update, to the average x, and returns the direction from y to the new y.
     *
     * @param result is overwritten with the direction
     * @param weight of z in the average
     */
    static Tensor direction(Tensor result, Step step, double beta, double weight) {
        Tensor z = step.slot("z");
        Tensor x = step.slot("x");
        Tensor s = step.slot("s");
        boolean isFirst = s.get(0, 0) == 0;
        s.add(weight);
        double sum = s.get(0, 0);
        if (sum > 0) { // not so if the learning rate has been 0, or is so small that its square is
            x.lerp(z, isFirst ? 1 : Math.min(1, weight / sum));
        }
        return Rate.between(result.assign(z).lerp(x, beta), step);
    }
}
