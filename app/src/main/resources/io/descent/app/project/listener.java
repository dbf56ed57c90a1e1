package __group__;

import io.descent.api.Hyperparameter;
import io.descent.api.Listener;
import io.descent.api.TrainingView;

/** The listener {@code __name__}: stops a training whose cost hardly falls any more. Say here what it does. */
public record __class__(
        @Hyperparameter(min = 0, max = 1, help = "the share by which the training cost must fall in every epoch")
        double share)
        implements Listener {
    public __class__() {
        this(0.001);
    }

    @Override
    public Session open(TrainingView training) {
        return new Session() {
            private double last = training.trainCost(); // state belongs here; NaN unless the training is resumed

            @Override
            public void onEpoch() {
                double cost = training.trainCost();
                if (cost > (1 - share) * last) {
                    training.stop();
                }
                last = cost;
            }
        };
    }
}
