package io.descent.benchmarks.peers;

import io.descent.core.data.Examples;
import io.descent.inference.spec.Task;
import java.util.SplittableRandom;

/** Data in the form that other libraries take. */
final class Rows {
    private Rows() {}

    /** Returns all features, example by example. */
    static float[] features(Examples data) {
        int columns = data.schema().features().size();
        float[] values = new float[data.size() * columns];
        for (int i = 0, at = 0; i < data.size(); i++) {
            for (int j = 0; j < columns; j++) {
                values[at++] = (float) data.input(i, j);
            }
        }
        return values;
    }

    /** Returns the label of each example. */
    static float[] labels(Examples data) {
        float[] values = new float[data.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) data.label(i);
        }
        return values;
    }

    /** Returns whether the output is one score for each of several classes. */
    static boolean isMulticlass(Examples data) {
        return data.schema().classes().size() > 2;
    }

    /** Shuffles numbers (Fisher and Yates). */
    static void shuffle(long[] order, SplittableRandom random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            long kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
    }

    /** Returns the accuracy of a classifier in percent, or the root mean squared error of a regression. */
    static double score(Examples data, double[] outputs) {
        int width = outputs.length / data.size();
        double sum = 0;
        for (int i = 0; i < data.size(); i++) {
            if (data.schema().task() == Task.REGRESSION) {
                sum += Math.pow(outputs[i] - data.label(i), 2);
            } else if (predicted(outputs, i * width, width) == (int) data.label(i)) {
                sum++;
            }
        }
        double mean = sum / data.size();
        return data.schema().task() == Task.REGRESSION ? Math.sqrt(mean) : 100 * mean;
    }

    private static int predicted(double[] outputs, int from, int width) {
        if (width == 1) {
            return outputs[from] > 0.5 ? 1 : 0;
        }
        int best = 0;
        for (int j = 1; j < width; j++) {
            if (outputs[from + j] > outputs[from + best]) {
                best = j;
            }
        }
        return best;
    }
}
