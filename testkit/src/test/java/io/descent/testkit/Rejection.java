package io.descent.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.api.Plugin;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs a contract on plugins that are wrong on purpose. */
final class Rejection {
    private static final AtomicInteger REJECTED = new AtomicInteger();

    private Rejection() {}

    /** The messages of the clauses that a plugin violates. */
    static List<String> complaints(Plugin plugin) {
        List<String> complaints = new ArrayList<>();
        for (Clause clause : Contracts.of(plugin)) {
            try {
                clause.test().execute();
            } catch (AssertionError e) {
                complaints.add(String.valueOf(e.getMessage()));
            } catch (Throwable e) { // says what happened, but not what is wrong
                complaints.add("failed");
            }
        }
        return complaints;
    }

    /** Fails unless the contract rejects a plugin with a message that contains these words. */
    static void require(Plugin plugin, String words) {
        assertThat(String.join("\n", complaints(plugin)))
                .as("what the contract says of %s", plugin)
                .contains(words);
        System.out.printf(
                "contracts have rejected %d wrong plugins: %s%n",
                REJECTED.incrementAndGet(), plugin.getClass().getSimpleName());
    }
}
