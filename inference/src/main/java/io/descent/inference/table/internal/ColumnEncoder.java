package io.descent.inference.table.internal;

import java.io.Serializable;
import java.util.List;

/** Turns the cells of one column into inputs of a network. Learnt on the training set. Immutable. */
public sealed interface ColumnEncoder extends Serializable permits NumberEncoder, OneHot {
    /** Names of the inputs that it makes, in their order. */
    List<String> inputs(String column);
}
