package io.descent.app;

import io.descent.inference.plugin.internal.LoadingGuard;
import io.descent.inference.plugin.internal.LoadingTimeout;
import io.descent.inference.text.internal.Decimal;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Loads plugins on a daemon thread. Code that does not return is left there, which costs a core if it computes, and the
 * next plugins are loaded on another thread.
 */
final class LoadingWatch implements LoadingGuard, AutoCloseable {
    private static final long PATIENCE_SECONDS = 5;

    /** The jar whose code is running in this process; null if none is being loaded. */
    private static volatile @Nullable String loading;

    private final long patienceMillis;
    private @Nullable ExecutorService executor;
    private volatile @Nullable Thread thread;

    LoadingWatch() {
        this(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    }

    /** Waits as long as the given number of milliseconds. */
    LoadingWatch(long patienceMillis) {
        this.patienceMillis = patienceMillis;
    }

    /** The jar whose code is running in this process; null if none is being loaded. */
    static @Nullable String loading() {
        return loading;
    }

    private ExecutorService start() {
        return Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, "plugin-loading");
            made.setDaemon(true);
            thread = made;
            return made;
        });
    }

    @Override
    public <T> T call(String place, Code<T> code) throws Throwable {
        if (executor == null) {
            executor = start();
        }
        Future<Result<T>> future = executor.submit(() -> Result.of(code));
        loading = place;
        try {
            return future.get(patienceMillis, TimeUnit.MILLISECONDS).get();
        } catch (TimeoutException e) {
            String where = place(thread);
            executor.shutdown();
            executor = null;
            throw new LoadingTimeout("its code did not return within %s s%s; remove the jar, or correct the plugin"
                    .formatted(Decimal.text(patienceMillis / 1000.0), where));
        } catch (ExecutionException e) {
            throw e.getCause() == null ? e : e.getCause();
        } finally {
            loading = null;
        }
    }

    /** What code returned, or what it threw. */
    private record Result<T>(@Nullable T value, @Nullable Throwable failure) {
        static <T> Result<T> of(Code<T> code) {
            try {
                return new Result<>(code.run(), null);
            } catch (Throwable e) {
                return new Result<>(null, e);
            }
        }

        @SuppressWarnings("NullAway") // a null of the plugin is passed on
        T get() throws Throwable {
            if (failure != null) {
                throw failure;
            }
            return value;
        }
    }

    /** Where the code is: the innermost method outside the JDK. */
    private static String place(@Nullable Thread thread) {
        if (thread != null) {
            for (StackTraceElement element : thread.getStackTrace()) {
                if (element.getModuleName() == null || !element.getModuleName().startsWith("java.")) {
                    return ", at " + element;
                }
            }
        }
        return "";
    }

    @Override
    public void close() {
        if (executor != null) {
            executor.shutdown();
        }
    }
}
