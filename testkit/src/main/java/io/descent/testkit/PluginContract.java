package io.descent.testkit;

import io.descent.api.Plugin;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The base of all contracts. Extend the one for your kind of plugin; JUnit then runs one test per clause.
 *
 * @param <P> the kind of plugin
 */
public abstract class PluginContract<P extends Plugin> {
    /** Returns a new instance of the plugin, with the hyperparameters to test. */
    protected abstract P plugin();

    /** Returns one test per clause. */
    @TestFactory
    Stream<DynamicTest> contract() {
        return Contracts.of(plugin()).stream().map(clause -> DynamicTest.dynamicTest(clause.name(), clause.test()));
    }
}
