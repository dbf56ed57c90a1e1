package io.descent.core.training;

import io.descent.core.data.Examples;
import io.descent.inference.network.internal.Network;
import io.descent.inference.network.internal.ParameterVector;
import io.descent.inference.tensor.internal.Engine;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The network as it is evaluated and saved. Usually this is the network that is trained. If the optimizer evaluates at
 * another point ({@link io.descent.api.Optimizer#evaluated}), it is a second one, allocated when it is first needed,
 * whose batch norm has statistics of its own ({@link PopulationStatistics}). Parameters, slots and running averages of
 * the training stay as they are.
 *
 * <p>After a divergence or the failure of a plugin, slots may be a mix of two steps and the other point is lost. Then
 * it is the network that was trained.
 */
final class EvaluatedNetwork {
    private static final long WAIT_MILLIS = 1;
    private static final int MOST_WAITS = 500;

    private final TrainingState state;
    private final TrainingStep steps;
    private final Examples train;
    private final int batch;
    private final Engine engine;
    private Thread trainingThread = Thread.currentThread();
    private @Nullable Network other;
    private @Nullable PopulationStatistics statistics;
    /** Whether the point after {@link #step} updates is that of {@link #other}. */
    private boolean differs;

    /** How often other threads have waited, over all calls. */
    private final AtomicInteger waits = new AtomicInteger();

    private int step = -1;
    private boolean failed;
    private @Nullable Network settled;

    /**
     * Allocates nothing yet.
     *
     * @param train the training set, for the statistics of batch norm
     * @param batch examples per mini-batch
     * @param engine computes the statistics
     */
    EvaluatedNetwork(TrainingState state, TrainingStep steps, Examples train, int batch, Engine engine) {
        this.state = state;
        this.steps = steps;
        this.train = train;
        this.batch = batch;
        this.engine = engine;
    }

    /** Makes the current thread the one that trains. */
    void adopt() {
        trainingThread = Thread.currentThread();
    }

    /**
     * The network after the last completed update; it changes with the next one.
     *
     * @throws io.descent.inference.problem.PluginException if the optimizer fails
     */
    Network network() {
        Network[] found = {state.network()};
        awaitStep();
        steps.whileParametersStay(() -> found[0] = Apart.call(this::find));
        return found[0];
    }

    /**
     * Another thread, such as one that saves the model when the process is told to end, waits for the step in progress,
     * because the point is not known before its end. It waits in vain, but once only, for a step that hangs.
     */
    private void awaitStep() {
        if (Thread.currentThread() == trainingThread) {
            return;
        }
        while (state.slotsAreBroken() && waits.incrementAndGet() <= MOST_WAITS) {
            try {
                Thread.sleep(WAIT_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** A copy of the network after the last completed update. */
    Network copy() {
        Network[] copy = {state.network()};
        awaitStep();
        steps.whileParametersStay(() -> copy[0] = Apart.call(this::find).copy());
        return copy[0];
    }

    /** Ends the training: from now on, the network has the tensors of the best epoch. */
    void settle(BestEpoch best) {
        Network network = network();
        best.restore(network);
        settled = network;
    }

    private Network find() {
        if (settled != null) {
            return settled;
        }
        if (failed || state.slotsAreBroken()) {
            return state.network();
        }
        if (step != state.step()) {
            differs = false;
            failed = true; // until all of this has succeeded
            steps.evaluate(this::parameters);
            if (differs && other != null) {
                statistics(other).update();
            }
            failed = false;
            step = state.step();
        }
        return differs && other != null ? other : state.network();
    }

    /** The parameters of the other network, at first with the values of those that are trained. */
    private ParameterVector parameters() {
        if (other == null) {
            other = state.network().copy();
        } else if (!differs) {
            other.parameters().flat().assign(state.network().parameters().flat());
        }
        differs = true;
        return other.parameters();
    }

    private PopulationStatistics statistics(Network network) {
        if (Thread.currentThread() != trainingThread) { // which may be using the engine; both give the same bits
            return new PopulationStatistics(network, train, batch, Engine.plain());
        }
        if (statistics == null) {
            statistics = new PopulationStatistics(network, train, batch, engine);
        }
        return statistics;
    }
}
