package io.descent.testkit;

import org.junit.jupiter.api.function.Executable;

/**
 * One requirement of a contract.
 *
 * @param name what the plugin must do; test reports show it
 * @param test throws an {@link AssertionError} that says what is wrong
 */
public record Clause(String name, Executable test) {}
