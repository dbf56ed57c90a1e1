package io.descent.core.data;

import io.descent.api.Rows;
import java.util.ArrayList;
import java.util.List;

/** Keeps the cells of a table file as text; a missing one is an empty text, and a number has its type in front. */
final class ReceivedRows implements LineRows {
    private final List<List<String>> rows = new ArrayList<>();
    private final List<Long> lines = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();
    private final List<String> files = new ArrayList<>();
    private List<String> row = new ArrayList<>();
    private long line;

    static ReceivedRows of(TableFile table) {
        ReceivedRows received = new ReceivedRows();
        table.read(received);
        return received;
    }

    List<List<String>> rows() {
        return rows;
    }

    /** The line of each row. */
    List<Long> lines() {
        return lines;
    }

    /** The line and the problem of each broken row. */
    List<String> broken() {
        return broken;
    }

    List<String> files() {
        return files;
    }

    @Override
    public void line(long number) {
        line = number;
    }

    @Override
    public void brokenRow(String problem) {
        broken.add(line + ": " + problem);
    }

    @Override
    public void file(String name) {
        files.add(name);
    }

    @Override
    public Rows number(double value) {
        row.add("number " + value);
        return this;
    }

    @Override
    public Rows text(String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("an empty cell is missing");
        }
        row.add(value);
        return this;
    }

    @Override
    public Rows missing() {
        row.add("");
        return this;
    }

    @Override
    public void endRow() {
        rows.add(row);
        lines.add(line);
        row = new ArrayList<>();
    }
}
