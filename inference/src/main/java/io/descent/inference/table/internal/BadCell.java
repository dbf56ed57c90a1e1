package io.descent.inference.table.internal;

/**
 * A cell that cannot be encoded.
 *
 * @param column its position among the columns of the model, from 0
 * @param text the cell
 * @param reason why, as the end of a sentence such as "'abc' is not a number"
 */
public record BadCell(int column, String text, String reason) {
    private static final int LONGEST = 40;

    /** The cell and the reason. */
    @Override
    public String toString() {
        return "'%s' %s".formatted(text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text, reason);
    }
}
