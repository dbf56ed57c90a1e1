package io.descent.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import io.descent.api.Listener;
import io.descent.api.TrainingView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** A training that exists only in a contract, watched by a listener. It advances one step at a time. */
final class GivenTraining implements TrainingView {
    /**
     * How a training goes.
     *
     * @param description what messages call it: {@code without a dev set}
     * @param from the number of epochs that are completed when the listener is opened
     * @param ends the number of steps after which the training ends at the latest
     * @param cost by epoch, from 0
     */
    record Course(
            String description,
            int from,
            int epochs,
            int stepsPerEpoch,
            int ends,
            boolean hasDevSet,
            IntToDoubleFunction cost) {
        static Course of(String description, int epochs, IntToDoubleFunction cost) {
            return new Course(description, 0, epochs, 5, Integer.MAX_VALUE, true, cost);
        }
    }

    /** A call of a session. */
    private interface Call {
        void run(Listener.Session session);
    }

    private final Listener listener;
    private final Course course;
    private final List<Integer> stops = new ArrayList<>();
    private final AtomicBoolean isLate = new AtomicBoolean();
    private Listener.@Nullable Session session;
    private int epoch;
    private int step;
    private boolean isStopped;
    private boolean isClosing;
    private volatile boolean isClosed;

    GivenTraining(Listener listener, Course course) {
        this.listener = listener;
        this.course = course;
        epoch = course.from();
        step = course.from() * course.stepsPerEpoch();
    }

    /** Trains from beginning to end. Returns the steps after which the listener stopped the training. */
    double[] run() {
        open();
        while (advance()) {} // each call makes one step
        close();
        return stops();
    }

    double[] stops() {
        return stops.stream().mapToDouble(each -> each).toArray();
    }

    /** Whether the listener used this training after it had ended. */
    boolean isLate() {
        return isLate.get();
    }

    void open() {
        try {
            session = listener.open(this);
        } catch (RuntimeException e) {
            fail("open throws %s in a training %s".formatted(e, course.description()), e);
        }
        if (session == null) {
            fail("open returns null in a training %s; return a session".formatted(course.description()));
        }
    }

    /** Makes one step. Returns false, and does nothing, if the training has ended. */
    boolean advance() {
        int begun = course.from() * course.stepsPerEpoch();
        if (isStopped || epoch >= course.epochs() || step - begun >= course.ends()) {
            return false;
        }
        step++;
        call("onStep", Listener.Session::onStep);
        if (step % course.stepsPerEpoch() == 0) {
            epoch++;
            call("onEpoch", Listener.Session::onEpoch);
        }
        return true;
    }

    void close() {
        isClosing = true;
        call("close", Listener.Session::close);
        isClosed = true;
    }

    private void call(String method, Call call) {
        Listener.Session watching = session;
        if (watching == null) {
            return;
        }
        try {
            call.run(watching);
        } catch (RuntimeException e) {
            fail(
                    "%s throws %s in a training %s%s"
                            .formatted(
                                    method,
                                    e,
                                    course.description(),
                                    e instanceof UnsupportedOperationException
                                            ? "; metrics() must not be changed"
                                            : ""),
                    e);
        }
    }

    private void requireOpen() {
        if (isClosed) {
            isLate.set(true);
            fail("it uses a training after close(): keep no training in the plugin, and end threads in close()");
        }
    }

    @Override
    public int epoch() {
        requireOpen();
        return epoch;
    }

    @Override
    public int epochs() {
        requireOpen();
        return course.epochs();
    }

    @Override
    public int step() {
        requireOpen();
        return step;
    }

    @Override
    public int stepsPerEpoch() {
        requireOpen();
        return course.stepsPerEpoch();
    }

    @Override
    public double batchCost() {
        requireOpen();
        return step == 0 ? Double.NaN : course.cost().applyAsDouble((step - 1) / course.stepsPerEpoch());
    }

    @Override
    public double trainCost() {
        requireOpen();
        return epoch == 0 ? Double.NaN : course.cost().applyAsDouble(epoch - 1);
    }

    @Override
    public double learningRate() {
        requireOpen();
        return step == 0 ? Double.NaN : 0.01;
    }

    @Override
    public Map<String, Double> metrics() {
        requireOpen();
        Map<String, Double> metrics = new TreeMap<>();
        if (epoch > 0) {
            double cost = course.cost().applyAsDouble(epoch - 1);
            for (String set : course.hasDevSet() ? List.of("train", "dev") : List.of("train")) {
                metrics.put(set + ".cost", cost);
                metrics.put(set + ".rmse", Math.sqrt(cost));
                metrics.put(set + ".accuracy", Math.max(0, 1 - cost / 10));
                metrics.put(set + ".f1", Math.max(0, 1 - cost / 8));
            }
        }
        return Collections.unmodifiableMap(metrics);
    }

    @Override
    public void stop() {
        requireOpen();
        if (isClosing) {
            fail("it calls stop() in close(), when the training has ended");
        }
        stops.add(step);
        isStopped = true;
    }
}
