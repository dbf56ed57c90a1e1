package io.descent.core.data;

import io.descent.api.Rows;

/** Receives the rows of a file: told where each one begins, and of rows that do not have one cell per column. */
public interface LineRows extends Rows {
    /**
     * Says on which line of its file the next row begins.
     *
     * @param number counted from 1; starts again with each file
     */
    void line(long number);

    /**
     * Says that the row which begins on the line that was just told has another number of cells than there are columns.
     * None of its cells are delivered, and the row is not ended.
     *
     * @param problem a sentence that names what was found and what was expected, without file and line
     */
    void brokenRow(String problem);

    /**
     * Adds a cell that contains text. A receiver that can do without a string may override this, to save the time for
     * making one.
     *
     * @param chars changed by the source as soon as this returns
     * @param begin where the text begins
     * @param end behind its last character; the text is not empty and has no blanks around it
     */
    default void text(char[] chars, int begin, int end) {
        text(new String(chars, begin, end - begin));
    }

    /**
     * Says that the rows of another file follow. Called before the first row of each file.
     *
     * @param name of the file, as it should be in messages
     */
    default void file(String name) {}
}
