package io.descent.testkit;

import org.junit.jupiter.api.function.Executable;

/**
 * One thing that a plugin must do.
 *
 * @param name in words
 * @param test throws an {@link AssertionError} that names the mistake
 */
public record Clause(String name, Executable test) {}
