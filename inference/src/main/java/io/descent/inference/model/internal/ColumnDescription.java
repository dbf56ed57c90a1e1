package io.descent.inference.model.internal;

import io.descent.inference.config.internal.Node;
import io.descent.inference.spec.ColumnKind;
import io.descent.inference.spec.Default;
import org.jspecify.annotations.Nullable;

/**
 * A column in {@code model.json}.
 *
 * @param name of the column
 * @param kind what its cells are
 * @param format how its cells are written; null for words, and for numbers such as 1234.5
 * @param encoder the name of its encoder with what it learnt
 */
public record ColumnDescription(
        String name,
        ColumnKind kind,
        @Default("null") @Nullable Node format,
        Node encoder) {}
