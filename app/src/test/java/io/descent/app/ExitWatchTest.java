package io.descent.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Who has ended the process. */
class ExitWatchTest {
    private static final StackTraceElement EXIT = java("java.lang.Runtime", "exit");
    private static final StackTraceElement SYSTEM = java("java.lang.System", "exit");

    private static StackTraceElement java(String type, String method) {
        return new StackTraceElement(null, "java.base", "17", type, method, null, 1);
    }

    private static StackTraceElement other(String type) {
        return new StackTraceElement(null, null, null, type, "call", null, 1);
    }

    @Test
    void onlyPluginsAreNamed() {
        StackTraceElement plugin = other("com.example.Bad");
        StackTraceElement main = other(Descent.class.getName());
        StackTraceElement[] waiting = {java("java.lang.Object", "wait"), plugin};
        assertThat(ExitWatch.caller(List.of(waiting, new StackTraceElement[] {EXIT, SYSTEM, plugin, main})))
                .isEqualTo(plugin);
        assertThat(ExitWatch.caller(List.of(new StackTraceElement[] {EXIT, SYSTEM, main}, waiting)))
                .as("a server that a signal ends returns from its command meanwhile")
                .isNull();
    }
}
