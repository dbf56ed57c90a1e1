package io.descent.inference.network.internal;

import io.descent.api.Scratch;
import io.descent.inference.spec.Precision;
import java.util.ArrayList;
import java.util.List;

/** Working memory in the layout of the parameters, allocated on first use. */
public final class ParameterScratch {
    private static final int MOST = 64;

    private final ParameterLayout layout;
    private final Precision precision;
    private final List<ParameterVector> vectors = new ArrayList<>();

    /** Creates working memory without allocating any yet. */
    public ParameterScratch(ParameterLayout layout, Precision precision) {
        this.layout = layout;
        this.precision = precision;
    }

    /**
     * The working memory with the given index, for all parameters.
     *
     * @throws IllegalArgumentException if the index is negative or implausibly large
     */
    public synchronized ParameterVector vector(int index) {
        requireSmall(index);
        while (vectors.size() <= index) {
            vectors.add(new ParameterVector(layout, precision));
        }
        return vectors.get(index);
    }

    public static void requireSmall(int index) {
        if (index < 0 || index >= MOST) {
            throw new IllegalArgumentException(
                    "scratch(%d): every index costs memory; use 0 to %d".formatted(index, MOST - 1));
        }
    }

    /** The working memory of one parameter, by its position in {@link ParameterLayout#entries}. */
    public Scratch of(int entry) {
        return index -> vector(index).tensor(entry);
    }
}
