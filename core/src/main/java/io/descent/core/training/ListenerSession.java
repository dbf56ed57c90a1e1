package io.descent.core.training;

import io.descent.api.Listener;
import io.descent.api.TrainingView;
import io.descent.core.metrics.Evaluation;
import io.descent.core.metrics.MetricName;
import io.descent.inference.plugin.internal.PluginFailure;
import io.descent.inference.problem.PluginException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The session of a listener of the API in one training, and what it sees of the training. */
final class ListenerSession implements TrainingListener, TrainingView {
    private static final Logger LOG = LoggerFactory.getLogger(ListenerSession.class);

    private final Listener listener;
    private final ListenedRun loop;
    private Listener.@Nullable Session session;
    private @Nullable EpochReport last;
    private Map<String, Double> metrics = Map.of();
    private double rate = Double.NaN;

    ListenerSession(Listener listener, ListenedRun loop) {
        this.listener = listener;
        this.loop = loop;
    }

    @Override
    public void onStart(TrainingRun run) {
        remember(loop.lastReport());
        ClassLoader host = enter();
        try {
            session = listener.open(this);
        } catch (Throwable e) {
            throw PluginFailure.of(listener, null, e);
        } finally {
            Thread.currentThread().setContextClassLoader(host);
        }
        if (session == null) {
            throw PluginFailure.of(listener, null, "it returned null from open()");
        }
    }

    @Override
    public void onStep(TrainingRun run) {
        rate = loop.learningRate();
        if (session != null) {
            ClassLoader host = enter();
            try {
                session.onStep();
            } catch (Throwable e) {
                throw failed(e);
            } finally {
                Thread.currentThread().setContextClassLoader(host);
            }
        }
    }

    @Override
    public void onEpoch(TrainingRun run, EpochReport report) {
        remember(report);
        if (session != null) {
            ClassLoader host = enter();
            try {
                session.onEpoch();
            } catch (Throwable e) {
                throw failed(e);
            } finally {
                Thread.currentThread().setContextClassLoader(host);
            }
        }
    }

    /** A failure here must not hide how the training ended, so it is a warning. */
    @Override
    public void onClose(TrainingRun run) {
        Listener.Session closing = session;
        session = null;
        if (closing != null) {
            ClassLoader host = enter();
            try {
                closing.close();
            } catch (Throwable e) {
                LOG.warn(
                        "{}, while it was closed",
                        PluginFailure.of(listener, null, e).getMessage());
            } finally {
                Thread.currentThread().setContextClassLoader(host);
            }
        }
    }

    private PluginException failed(Throwable e) {
        return PluginFailure.of(listener, null, e).inStep(loop.step());
    }

    /** Shows the listener its own class loader, for the libraries it uses, and hides that of the host. */
    private ClassLoader enter() {
        Thread thread = Thread.currentThread();
        ClassLoader host = thread.getContextClassLoader();
        thread.setContextClassLoader(listener.getClass().getClassLoader());
        return host;
    }

    private void remember(@Nullable EpochReport report) {
        last = report;
        if (report == null) {
            return;
        }
        rate = report.learningRate();
        Map<String, Double> found = new LinkedHashMap<>();
        put(found, MetricName.TRAIN_COST.toString(), report.trainCost());
        Evaluation dev = report.dev();
        if (dev != null) {
            dev.values().forEach((name, value) -> put(found, "dev." + name, value));
        }
        metrics = Collections.unmodifiableMap(found);
    }

    private static void put(Map<String, Double> metrics, String name, @Nullable Double value) {
        if (value != null && Double.isFinite(value)) {
            metrics.put(name, value);
        }
    }

    @Override
    public int epoch() {
        return loop.epoch();
    }

    @Override
    public int epochs() {
        return loop.epochs();
    }

    @Override
    public int step() {
        return loop.step();
    }

    @Override
    public int stepsPerEpoch() {
        return loop.stepsPerEpoch();
    }

    @Override
    public double batchCost() {
        return loop.batchCost();
    }

    @Override
    public double trainCost() {
        return last == null ? Double.NaN : last.trainCost();
    }

    @Override
    public double learningRate() {
        return rate;
    }

    @Override
    public Map<String, Double> metrics() {
        return metrics;
    }

    @Override
    public void stop() {
        loop.stop();
    }
}
