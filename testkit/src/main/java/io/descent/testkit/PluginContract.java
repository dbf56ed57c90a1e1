package io.descent.testkit;

import io.descent.api.Plugin;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What every plugin must do.
 *
 * @param <P> the kind
 */
public abstract class PluginContract<P extends Plugin> {
    /** A new instance of the plugin, with the hyperparameters to be tested. */
    protected abstract P plugin();

    /** A test for every clause of the contract. */
    @TestFactory
    Stream<DynamicTest> contract() {
        return Contracts.of(plugin()).stream().map(clause -> DynamicTest.dynamicTest(clause.name(), clause.test()));
    }
}
