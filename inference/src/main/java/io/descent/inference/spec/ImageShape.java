package io.descent.inference.spec;

import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shape of the image that the features of an example form, row by row from the top left.
 *
 * @param height rows of pixels, positive
 * @param width columns of pixels, positive
 */
public record ImageShape(int height, int width) implements Serializable {
    private static final Pattern TEXT = Pattern.compile("([1-9]\\d{0,4})x([1-9]\\d{0,4})");

    /** Checks the ranges. */
    public ImageShape {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "height and width of an image must be at least 1, got " + height + "x" + width);
        }
    }

    /**
     * Parses height and width, such as {@code 28x28}.
     *
     * @throws IllegalArgumentException if the text has another form
     */
    public static ImageShape parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an image shape; write height and width, such as 28x28");
        }
        return new ImageShape(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** Number of pixels. */
    public int size() {
        return height * width;
    }

    /** The text that {@link #parse} reads. */
    @Override
    public String toString() {
        return height + "x" + width;
    }
}
