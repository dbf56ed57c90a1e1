package io.descent.core.augment;

import io.descent.api.Example;
import io.descent.inference.spec.ImageShape;
import org.jspecify.annotations.Nullable;

/** The example that augmentations change in place. */
final class AugmentedExample implements Example {
    /** The features, in the units of their source. */
    double[] values;

    private final double[] deviations;
    private final @Nullable ImageShape shape;
    private double[] spare;

    AugmentedExample(double[] deviations, @Nullable ImageShape shape) {
        this.values = new double[deviations.length];
        this.spare = new double[deviations.length];
        this.deviations = deviations;
        this.shape = shape;
    }

    @Override
    public int size() {
        return values.length;
    }

    @Override
    public double get(int feature) {
        return values[feature];
    }

    @Override
    public void set(int feature, double value) {
        values[feature] = value;
    }

    @Override
    public double deviation(int feature) {
        return deviations[feature];
    }

    @Override
    public int height() {
        return shape().height();
    }

    @Override
    public int width() {
        return shape().width();
    }

    private ImageShape shape() {
        if (shape == null) {
            throw new IllegalStateException(
                    "the features are not the pixels of an image; return true from needsImage()");
        }
        return shape;
    }

    @Override
    public void resample(double rowFromRow, double rowFromColumn, double columnFromRow, double columnFromColumn) {
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

    @Override
    public void shift(int down, int right) {
        int height = shape().height();
        int width = shape().width();
        for (int i = 0; i < height; i++) {
            for (int j = 0; j < width; j++) {
                spare[i * width + j] = pixel(i - down, j - right);
            }
        }
        swap();
    }

    @Override
    public void flip() {
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
