package io.descent.api;

/**
 * A training example that an {@link Augmentation} changes. Valid only during the call. Only the trainer implements this
 * interface, so any version may add methods.
 */
@Provided
public interface Example {
    /** Returns the number of features. */
    int size();

    /** Returns a feature, in the units of its source. */
    double get(int feature);

    /** Sets a feature. */
    void set(int feature, double value);

    /** Returns the standard deviation of a feature in the training set; 1 if features are not normalised. */
    double deviation(int feature);

    /**
     * Returns the height of the image in pixels. The pixel at row i and column j is the feature i x width + j.
     *
     * @throws IllegalStateException if the features are not the pixels of an image
     */
    int height();

    /**
     * Returns the width of the image in pixels.
     *
     * @throws IllegalStateException if the features are not the pixels of an image
     */
    int width();

    /**
     * Resamples the image with bilinear interpolation. The new pixel at (y, x) is read from the old image at
     * (rowFromRow y + rowFromColumn x, columnFromRow y + columnFromColumn x); both positions are (row, column) relative
     * to the centre. Pixels that enter from outside are 0.
     *
     * @throws IllegalStateException if the features are not the pixels of an image
     */
    void resample(double rowFromRow, double rowFromColumn, double columnFromRow, double columnFromColumn);

    /**
     * Moves the image. Pixels that enter from outside are 0.
     *
     * @throws IllegalStateException if the features are not the pixels of an image
     */
    void shift(int down, int right);

    /**
     * Mirrors the image left to right.
     *
     * @throws IllegalStateException if the features are not the pixels of an image
     */
    void flip();
}
