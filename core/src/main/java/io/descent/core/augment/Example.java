package io.descent.core.augment;

import io.descent.inference.spec.ImageShape;
import org.jspecify.annotations.Nullable;

/** An example that augmentations change, in the units of its source. */
public final class Example {
    /** The features; augmentations change them in place. */
    double[] values;

    private final double[] deviations;
    private final @Nullable ImageShape shape;
    private double[] spare;

    Example(double[] deviations, @Nullable ImageShape shape) {
        this.values = new double[deviations.length];
        this.spare = new double[deviations.length];
        this.deviations = deviations;
        this.shape = shape;
    }

    /** The standard deviation of a feature in the training set; 1 if features are not normalised. */
    double deviation(int feature) {
        return deviations[feature];
    }

    ImageShape shape() {
        if (shape == null) {
            throw new IllegalStateException("an image augmentation was applied to features that are not pixels");
        }
        return shape;
    }

    /**
     * Resamples the image. The new pixel at (y, x) is read from the old image at (rowFromRow y + rowFromColumn x,
     * columnFromRow y + columnFromColumn x); both positions are (row, column) relative to the centre.
     */
    void resample(double rowFromRow, double rowFromColumn, double columnFromRow, double columnFromColumn) {
        int height = shape().height();
        int width = shape().width();
        double middleRow = (height - 1) / 2.0;
        double middleColumn = (width - 1) / 2.0;
        for (int i = 0; i < height; i++) {
            for (int j = 0; j < width; j++) {
                double y = i - middleRow;
                double x = j - middleColumn;
                spare[i * width + j] = between(
                        middleRow + rowFromRow * y + rowFromColumn * x,
                        middleColumn + columnFromRow * y + columnFromColumn * x);
            }
        }
        swap();
    }

    /** Moves the image. Pixels that enter from outside are 0. */
    void shift(int down, int right) {
        int height = shape().height();
        int width = shape().width();
        for (int i = 0; i < height; i++) {
            for (int j = 0; j < width; j++) {
                spare[i * width + j] = pixel(i - down, j - right);
            }
        }
        swap();
    }

    /** Mirrors the image left to right. */
    void flip() {
        int width = shape().width();
        for (int i = 0; i < values.length; i++) {
            spare[i] = values[i - i % width + width - 1 - i % width];
        }
        swap();
    }

    private void swap() {
        double[] held = values;
        values = spare;
        spare = held;
    }

    /** Bilinear interpolation. */
    private double between(double row, double column) {
        int i = (int) Math.floor(row);
        int j = (int) Math.floor(column);
        double down = row - i;
        double right = column - j;
        return (1 - down) * ((1 - right) * pixel(i, j) + right * pixel(i, j + 1))
                + down * ((1 - right) * pixel(i + 1, j) + right * pixel(i + 1, j + 1));
    }

    private double pixel(int row, int column) {
        boolean inside = row >= 0 && row < shape().height() && column >= 0 && column < shape().width();
        return inside ? values[row * shape().width() + column] : 0;
    }
}
