package io.descent.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.descent.api.Listener;
import io.descent.api.Plugin;
import io.descent.api.TrainingView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

public class WrongListenersTest {
    /** Stops when the cost has risen. */
    public record IsRight() implements Listener {
        @Override
        public Session open(TrainingView training) {
            return new Session() {
                private double last = training.trainCost();

                @Override
                public void onEpoch() {
                    if (training.trainCost() > last) {
                        training.stop();
                    }
                    last = training.trainCost();
                }
            };
        }
    }

    public record OpensNothing() implements Listener {
        @Override
        public Session open(TrainingView training) {
            return null;
        }
    }

    /** Keeps the best cost of all trainings. */
    public record RemembersTheLastTraining() implements Listener {
        private static final AtomicReference<Double> BEST = new AtomicReference<>(Double.POSITIVE_INFINITY);

        @Override
        public Session open(TrainingView training) {
            return new Session() {
                @Override
                public void onEpoch() {
                    double best = BEST.get();
                    BEST.set(Math.min(best, training.trainCost()));
                    if (training.trainCost() > best) {
                        training.stop();
                    }
                }
            };
        }
    }

    /** Each training resets what all of them share, so that only trainings at the same time disturb each other. */
    public record SharesItsState() implements Listener {
        private static final AtomicReference<Double> LAST = new AtomicReference<>();

        @Override
        public Session open(TrainingView training) {
            LAST.set(Double.POSITIVE_INFINITY);
            return new Session() {
                @Override
                public void onEpoch() {
                    if (training.trainCost() > LAST.getAndSet(training.trainCost())) {
                        training.stop();
                    }
                }
            };
        }
    }

    public record WatchesTheFirstTrainingOnly() implements Listener {
        private static final AtomicReference<TrainingView> FIRST = new AtomicReference<>();

        @Override
        public Session open(TrainingView training) {
            FIRST.compareAndSet(null, training);
            return new Session() {
                @Override
                public void onEpoch() {
                    if (FIRST.get().trainCost() < 0.3) {
                        training.stop();
                    }
                }
            };
        }
    }

    public record NeedsADevSet() implements Listener {
        @Override
        public Session open(TrainingView training) {
            return new Session() {
                @Override
                public void onEpoch() {
                    if (training.metrics().get("dev.accuracy") > 0.99) {
                        training.stop();
                    }
                }
            };
        }
    }

    /** Expects to see every epoch from the first one. */
    public record CannotResume() implements Listener {
        @Override
        public Session open(TrainingView training) {
            return new Session() {
                private final List<Double> costs = new ArrayList<>();

                @Override
                public void onEpoch() {
                    costs.add(training.trainCost());
                    if (costs.get(training.epoch() - 1).isNaN()) {
                        training.stop();
                    }
                }
            };
        }
    }

    public record NeedsAnEpoch() implements Listener {
        @Override
        public Session open(TrainingView training) {
            return new Session() {
                private final List<Double> costs = new ArrayList<>();

                @Override
                public void onEpoch() {
                    costs.add(training.trainCost());
                }

                @Override
                public void close() {
                    if (costs.get(costs.size() - 1).isNaN()) {
                        throw new IllegalStateException("the cost is NaN");
                    }
                }
            };
        }
    }

    public record ChangesMetrics() implements Listener {
        @Override
        public Session open(TrainingView training) {
            return new Session() {
                @Override
                public void onEpoch() {
                    training.metrics().put("dev.mine", 1.0);
                }
            };
        }
    }

    public record StopsAtTheEnd() implements Listener {
        @Override
        public Session open(TrainingView training) {
            return new Session() {
                @Override
                public void close() {
                    training.stop();
                }
            };
        }
    }

    public record LeavesAThread() implements Listener {
        @Override
        public Session open(TrainingView training) {
            Thread thread = new Thread(
                    () -> {
                        try {
                            Thread.sleep(5_000);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    },
                    "ticker");
            thread.start();
            return new Session() {};
        }
    }

    public record LooksAfterTheEnd() implements Listener {
        @Override
        public Session open(TrainingView training) {
            ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
            return new Session() {
                @Override
                public void close() {
                    var unused = timer.schedule(training::trainCost, 50, TimeUnit.MILLISECONDS);
                    timer.shutdown();
                }
            };
        }
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                arguments(new OpensNothing(), "open returns null"),
                arguments(new RemembersTheLastTraining(), "keep state in the session, not in the plugin"),
                arguments(new SharesItsState(), "open a new session for each training, with its own state"),
                arguments(new WatchesTheFirstTrainingOnly(), "it uses a training after close()"),
                arguments(new NeedsADevSet(), "in a training without a dev set"),
                arguments(new CannotResume(), "in a training that was resumed after epoch 7"),
                arguments(new NeedsAnEpoch(), "in a training that ends before its first step"),
                arguments(new ChangesMetrics(), "metrics() must not be changed"),
                arguments(new StopsAtTheEnd(), "it calls stop() in close()"),
                arguments(new LeavesAThread(), "after close() its thread 'ticker' still runs"),
                arguments(new LooksAfterTheEnd(), "it uses a training after close()"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void isRejectedInWords(Plugin plugin, String words) {
        Rejection.require(plugin, words);
    }

    @Test
    void whatTheyBreakIsRight() {
        assertThat(Rejection.complaints(new IsRight())).isEmpty();
    }
}
