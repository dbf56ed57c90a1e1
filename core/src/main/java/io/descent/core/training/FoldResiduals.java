package io.descent.core.training;

import io.descent.core.random.RandomStreams;
import io.descent.core.training.FoldResults.HeldOut;
import io.descent.inference.limit.internal.Limits;
import io.descent.inference.model.internal.Residuals;
import java.util.ArrayList;
import java.util.List;

/**
 * The residuals of held-out rows, each under the network that was trained without it: what CV+ needs (Barber et al. 2021,
 * arXiv:1905.02928, section 3.1).
 */
final class FoldResiduals {
    private FoldResiduals() {}

    /**
     * The residuals of each label, in its units.
     *
     * @param rows with the predictions of one division; rows that are never held out are not among them
     * @param folds number of parts, each with at least one row
     * @param predictedOutput the output that is the value, if there is one label
     * @param streams of the experiment, for drawing some of very many rows
     */
    static List<Residuals> of(List<HeldOut> rows, int folds, int predictedOutput, RandomStreams streams) {
        List<HeldOut> kept = rows.size() > Limits.RESIDUALS
                ? drawn(rows, folds, Limits.RESIDUALS, streams.calibration().permutation(rows.size()))
                : rows;
        int[] foldOf = kept.stream().mapToInt(HeldOut::fold).toArray();
        int labels = kept.get(0).label().length;
        List<Residuals> residuals = new ArrayList<>();
        for (int k = 0; k < labels; k++) {
            int label = k;
            int output = labels > 1 ? k : predictedOutput;
            residuals.add(Residuals.ofFolds(
                    kept.stream().mapToDouble(row -> row.outputs()[output]).toArray(),
                    kept.stream().mapToDouble(row -> row.label()[label]).toArray(),
                    foldOf,
                    folds));
        }
        return residuals;
    }

    /**
     * Some of the rows: of each fold its share, and at least one.
     *
     * @param most number of rows to keep, more than folds and fewer than rows
     * @param order the positions of the rows in random order
     */
    static List<HeldOut> drawn(List<HeldOut> rows, int folds, int most, int[] order) {
        int[] wanted = new int[folds];
        for (HeldOut row : rows) {
            wanted[row.fold()]++;
        }
        for (int k = 0; k < folds; k++) { // the shares are rounded down, so that one more per fold is not too many
            wanted[k] = 1 + (int) ((long) wanted[k] * (most - folds) / rows.size());
        }
        List<HeldOut> kept = new ArrayList<>();
        for (int position : order) {
            HeldOut row = rows.get(position);
            if (wanted[row.fold()]-- > 0) {
                kept.add(row);
            }
        }
        return kept;
    }
}
