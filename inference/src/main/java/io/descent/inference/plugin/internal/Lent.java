package io.descent.inference.plugin.internal;

import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The tensors that one call of a plugin may only read, as copies that are compared with the originals afterwards. The
 * originals never change.
 */
public final class Lent {
    private final String method;
    private final List<Copy> copies = new ArrayList<>();

    /** A tensor under the name that the API gives it. */
    private record Copy(String name, ArrayTensor original, ArrayTensor copy) {}

    /**
     * Begins a call.
     *
     * @param method the method of the plugin, such as {@code backward()}
     */
    public Lent(String method) {
        this.method = method;
    }

    /** A copy for the plugin. */
    public ArrayTensor copy(String name, ArrayTensor original) {
        ArrayTensor copy = original.like();
        copy.assign(original);
        copies.add(new Copy(name, original, copy));
        return copy;
    }

    /**
     * Compares the copies with their originals after the call.
     *
     * @throws WriteToInput if one has changed
     */
    public void requireUnchanged() {
        copies.forEach(each -> requireUnchanged(method, each.name, each.original, each.copy));
    }

    /**
     * Compares a copy that was lent to a plugin with its original.
     *
     * @throws WriteToInput if it has changed
     */
    public static void requireUnchanged(String method, String name, ArrayTensor original, ArrayTensor copy) {
        for (int i = 0; i < original.rows(); i++) {
            for (int j = 0; j < original.columns(); j++) {
                double before = original.get(i, j);
                double after = copy.get(i, j);
                if (Double.doubleToRawLongBits(before) != Double.doubleToRawLongBits(after)) {
                    throw new WriteToInput(
                            "%s wrote to %s, which it may only read: row %d, column %d (from 0) was %s and is %s"
                                    .formatted(method, name, i, j, before, after));
                }
            }
        }
    }
}
