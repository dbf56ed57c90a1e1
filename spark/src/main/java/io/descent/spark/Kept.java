package io.descent.spark;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The last objects that a process made, by name. Thread-safe. */
final class Kept<V> {
    private final Map<String, V> made;

    /**
     * Keeps nothing yet.
     *
     * @param most objects that are kept
     */
    Kept(int most) {
        made = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > most;
            }
        };
    }

    /** The object of a name, which is made if it is not kept. */
    synchronized V get(String name, Supplier<V> make) {
        V found = made.get(name);
        if (found == null) {
            found = make.get();
            made.put(name, found);
        }
        return found;
    }
}
