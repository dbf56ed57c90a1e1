package io.descent.spark;

import io.descent.core.data.Table;
import io.descent.inference.problem.InvalidInputException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * A table that every executor gets once, when one of its tasks needs it.
 *
 * @param layout of the columns
 * @param frames some rows each, as bytes
 */
record SentTable(Layout layout, Broadcast<byte[][]> frames) implements Serializable {
    /**
     * Sends a table.
     *
     * @param rows that {@link Layout#cells} of these columns returns     */
    static SentTable of(JavaSparkContext context, JavaRDD<Cells> rows, Layout layout) {
        byte[][] frames = rows.mapPartitions(cells ->
                        layout.frames(cells).stream().map(Packed::bytes).iterator())
                .collect()
                .toArray(byte[][]::new);
        if (frames.length == 0) {
            throw new InvalidInputException(Layout.NO_ROWS);
        }
        return new SentTable(layout, context.broadcast(frames));
    }

    /** The table in this process. */
    Table table() {
        List<Frame> rows = Arrays.stream(frames.value())
                .map(bytes -> Packed.object(bytes, Frame.class))
                .toList();
        return layout.table(rows);
    }

    /** Ends its use. */
    void destroy() {
        frames.destroy();
    }
}
