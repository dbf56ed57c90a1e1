package io.descent.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import io.descent.api.Example;

/** A training example that exists only in a contract. */
final class GivenExample implements Example {
    private final double[] deviations;
    private final boolean isImage;
    private final int height;
    private final int width;
    private double[] values;
    private boolean isOpen = true;
    private boolean usesImage;

    private GivenExample(double[] values, double[] deviations, boolean isImage, int height, int width) {
        this.values = values.clone();
        this.deviations = deviations;
        this.isImage = isImage;
        this.height = height;
        this.width = width;
    }

    /** An example whose features are not pixels. */
    static GivenExample of(double... values) {
        double[] deviations = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            deviations[i] = 0.5 + i % 3;
        }
        return new GivenExample(values, deviations, false, 0, 0);
    }

    /** An image. */
    static GivenExample image(int height, int width, double... values) {
        double[] deviations = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            deviations[i] = 0.5 + i % 3;
        }
        return new GivenExample(values, deviations, true, height, width);
    }

    double[] values() {
        return values.clone();
    }

    /** Whether something was called that only images have. */
    boolean usesImage() {
        return usesImage;
    }

    /** Ends the call for which this example is valid. */
    void close() {
        isOpen = false;
    }

    private void requireOpen() {
        if (!isOpen) {
            fail("it uses an example after the call: keep no example");
        }
    }

    private int require(int feature) {
        requireOpen();
        if (feature < 0 || feature >= values.length) {
            fail("it asks for feature %d of an example with %d features, which are counted from 0"
                    .formatted(feature, values.length));
        }
        return feature;
    }

    private void requireImage(String method) {
        requireOpen();
        usesImage = true;
        if (!isImage) {
            fail("it calls %s, but needsImage() returns false, so the features may be no pixels: return true"
                    .formatted(method));
        }
    }

    @Override
    public int size() {
        requireOpen();
        return values.length;
    }

    @Override
    public double get(int feature) {
        return values[require(feature)];
    }

    @Override
    public void set(int feature, double value) {
        if (!Double.isFinite(value)) {
            fail("it sets feature %d from %s to %s".formatted(feature, get(feature), value));
        }
        values[require(feature)] = value;
    }

    @Override
    public double deviation(int feature) {
        return deviations[require(feature)];
    }

    @Override
    public int height() {
        requireImage("height");
        return height;
    }

    @Override
    public int width() {
        requireImage("width");
        return width;
    }

    @Override
    public void resample(double rowFromRow, double rowFromColumn, double columnFromRow, double columnFromColumn) {
        requireImage("resample");
        for (double each : new double[] {rowFromRow, rowFromColumn, columnFromRow, columnFromColumn}) {
            if (!Double.isFinite(each)) {
                fail("it calls resample with " + each);
            }
        }
        double[] old = values;
        double middleRow = (height - 1) / 2.0;
        double middleColumn = (width - 1) / 2.0;
        values = new double[old.length];
        for (int i = 0; i < height; i++) {
            for (int j = 0; j < width; j++) {
                double y = i - middleRow;
                double x = j - middleColumn;
                values[i * width + j] = between(
                        old,
                        middleRow + rowFromRow * y + rowFromColumn * x,
                        middleColumn + columnFromRow * y + columnFromColumn * x);
            }
        }
    }

    /** Bilinear interpolation. */
    private double between(double[] image, double row, double column) {
        double sum = 0;
        for (int i = 0; i < height; i++) {
            for (int j = 0; j < width; j++) {
                double share = Math.max(0, 1 - Math.abs(row - i)) * Math.max(0, 1 - Math.abs(column - j));
                sum += share * image[i * width + j];
            }
        }
        return sum;
    }

    @Override
    public void shift(int down, int right) {
        requireImage("shift");
        double[] old = values;
        values = new double[old.length];
        for (int i = 0; i < height; i++) {
            for (int j = 0; j < width; j++) {
                long row = (long) i - down;
                long column = (long) j - right;
                boolean isInside = row >= 0 && row < height && column >= 0 && column < width;
                values[i * width + j] = isInside ? old[(int) (row * width + column)] : 0;
            }
        }
    }

    @Override
    public void flip() {
        requireImage("flip");
        double[] old = values;
        values = new double[old.length];
        for (int i = 0; i < height; i++) {
            for (int j = 0; j < width; j++) {
                values[i * width + j] = old[i * width + width - 1 - j];
            }
        }
    }
}
