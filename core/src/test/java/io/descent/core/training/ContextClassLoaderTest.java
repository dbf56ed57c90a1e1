package io.descent.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.api.Activation;
import io.descent.api.ActivationMask;
import io.descent.api.Fan;
import io.descent.api.Initializer;
import io.descent.api.LrSchedule;
import io.descent.api.Optimizer;
import io.descent.api.Progress;
import io.descent.api.Scratch;
import io.descent.api.Step;
import io.descent.api.Tensor;
import io.descent.api.WeightPenalty;
import io.descent.core.TestPlugins;
import io.descent.core.data.DataSpec;
import io.descent.core.data.Moons;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Listeners belong to the host and see its class loader; plugins do not. */
class ContextClassLoaderTest {
    /** The class loaders seen, by observer and by whether it ran on a worker thread. */
    private static final Map<String, Set<ClassLoader>> SEEN = new ConcurrentHashMap<>();

    private final ClassLoader host = new URLClassLoader(new URL[0], getClass().getClassLoader());
    private ClassLoader before;

    private static void look(String who) {
        boolean helper = Thread.currentThread().getName().startsWith("descent-worker");
        SEEN.computeIfAbsent(who + (helper ? " on a helper" : ""), name -> ConcurrentHashMap.newKeySet())
                .add(Thread.currentThread().getContextClassLoader());
    }

    private record ProbeInitializer() implements Initializer {
        @Override
        public void fill(Tensor weights, Fan fan, RandomGenerator random) {
            look("initializer");
            weights.fill(random::nextGaussian).scale(0.01);
        }
    }

    private record ProbeActivation() implements Activation {
        @Override
        public void forward(Tensor z, Tensor a, Scratch scratch) {
            look("forward");
            a.assign(z).max(0);
        }

        @Override
        public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
            look("backward");
            gradient.scaleUnlessPositive(z, 0);
        }
    }

    private record ProbeOptimizer() implements Optimizer {
        @Override
        public boolean elementwise() {
            return true;
        }

        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            look("optimizer");
            return gradient;
        }
    }

    private record ProbeSchedule() implements LrSchedule {
        @Override
        public double rate(double initialRate, Progress progress) {
            look("schedule");
            return initialRate;
        }
    }

    private record ProbePenalty() implements WeightPenalty {
        @Override
        public double penalty(Tensor weights, Scratch scratch) {
            look("penalty");
            return 0;
        }

        @Override
        public void addGradient(Tensor weights, Tensor gradient, double scale, Scratch scratch) {
            look("penalty");
        }
    }

    private record ProbeMask() implements ActivationMask {
        @Override
        public void fill(Tensor mask, RandomGenerator random, Progress progress) {
            look("mask");
            mask.fill(1);
        }
    }

    private static final class ProbeListener implements TrainingListener {
        @Override
        public void onStart(TrainingRun run) {
            look("onStart");
        }

        @Override
        public void onStep(TrainingRun run) {
            look("onStep");
        }

        @Override
        public void onEpoch(TrainingRun run, EpochReport report) {
            look("onEpoch");
        }

        @Override
        public void onEnd(TrainingRun run) {
            look("onEnd");
        }

        @Override
        public void onFailure(TrainingRun run, RuntimeException cause) {
            look("onFailure");
        }

        @Override
        public void onClose(TrainingRun run) {
            look("onClose");
        }
    }

    @BeforeEach
    void beTheHost() {
        SEEN.clear();
        before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(host);
    }

    @AfterEach
    void beItNoLonger() {
        Thread.currentThread().setContextClassLoader(before);
    }

    /** Large enough for worker threads to get a share of all work. */
    private static TrainerBuilder trainer() {
        return Trainer.builder()
                .data(DataSpec.generated(new Moons(1000, 0.1, 1)))
                .hidden(200, new ProbeActivation(), new ProbeInitializer(), new ProbeMask())
                .hidden(200, new ProbeActivation(), new ProbeInitializer(), new ProbeMask())
                .output(new TestPlugins.Sigmoid(), new TestPlugins.XavierNormal())
                .optimizer(new ProbeOptimizer())
                .schedule(new ProbeSchedule())
                .regularizer(new ProbePenalty())
                .listener(new ProbeListener())
                .batchSize(300)
                .epochs(20)
                .threads(2);
    }

    /** Which thread does a piece is left to chance: some epochs may pass before helpers have done one of each kind. */
    private static TrainingListener untilHelpersHaveDone(String... kinds) {
        return new TrainingListener() {
            @Override
            public void onEpoch(TrainingRun run, EpochReport report) {
                if (Stream.of(kinds)
                        .allMatch(kind -> SEEN.containsKey(kind) && SEEN.containsKey(kind + " on a helper"))) {
                    run.stop();
                }
            }
        };
    }

    @Test
    void listenersSeeTheHostsLoaderAndPluginsThePlatforms() {
        Trainer trainer = trainer()
                .epochs(1000)
                .listener(untilHelpersHaveDone("forward", "backward", "optimizer"))
                .build();
        trainer.train();
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(host);
        assertThat(SEEN)
                .containsKeys("initializer", "forward", "backward", "optimizer", "schedule", "penalty", "mask")
                .containsKeys("forward on a helper", "backward on a helper", "optimizer on a helper")
                .containsKeys("onStart", "onStep", "onEpoch", "onEnd", "onClose");
        SEEN.forEach((who, loaders) -> assertThat(loaders)
                .as(who)
                .containsExactly(who.startsWith("on") ? host : ClassLoader.getPlatformClassLoader()));
    }

    @Test
    void theHostHasItsLoaderBackAfterAFailure() {
        record Broken() implements LrSchedule {
            @Override
            public double rate(double initialRate, Progress progress) {
                throw new IllegalStateException("broken");
            }
        }
        Trainer trainer = trainer().schedule(new Broken()).build();
        assertThatThrownBy(trainer::train).hasMessageContaining("broken");
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(host);
        assertThat(SEEN.get("onFailure")).containsExactly(host);
        assertThat(SEEN.get("onClose")).containsExactly(host);
    }

    /** The watch reads the threads of the whole JVM, so a host must enable it explicitly. */
    @Test
    void nobodyWatchesUnlessAsked() {
        Set<String> names = ConcurrentHashMap.newKeySet();
        TrainingListener threads = new TrainingListener() {
            @Override
            public void onStep(TrainingRun run) {
                Thread.getAllStackTraces().keySet().forEach(thread -> names.add(thread.getName()));
            }

            @Override
            public void onClose(TrainingRun run) {
                names.add("closed");
            }
        };
        trainer().epochs(2).listener(threads).build().train();
        assertThat(names).contains("descent-worker-1", "closed").doesNotContain("descent-watch");
        names.clear();
        trainer()
                .epochs(2)
                .listener(new PluginWatch())
                .listener(threads)
                .build()
                .train();
        assertThat(names).contains("descent-watch");
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("descent-watch", "descent-worker-1");
    }
}
