package io.descent.inference.spec;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the features of an example make an image, row by row from the top left.
 *
 * @param height rows of pixels, positive
 * @param width columns of pixels, positive
 */
public record ImageShape(int height, int width) {
    private static final Pattern TEXT = Pattern.compile("([1-9]\\d{0,4})x([1-9]\\d{0,4})");

    /** Checks the ranges. */
    public ImageShape {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("an image of " + height + "x" + width + " pixels");
        }
    }

    /**
     * Reads {@code 28x28}: height, then width.
     *
     * @throws IllegalArgumentException if the text is something else
     */
    public static ImageShape parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no shape of an image; write height and width: 28x28");
        }
        return new ImageShape(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** Number of pixels. */
    public int size() {
        return height * width;
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        return height + "x" + width;
    }
}
