package io.descent.core.run;

import io.descent.core.metrics.Intervals;
import io.descent.core.training.FoldResults;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The results of a cross-validation as JSON, for files. */
public final class FoldsJson {
    private FoldsJson() {}

    /**
     * The networks with their metrics, mean and standard deviation over them, and the metrics of all held-out rows.
     *
     * @param epochs that each network was trained
     * @param intervals of the metrics of all held-out rows; null for none
     */
    public static Map<String, Object> of(FoldResults folds, int epochs, @Nullable Intervals intervals) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("k", folds.k());
        json.put("repeats", folds.repeats());
        List<Map<String, Object>> members = new ArrayList<>();
        for (FoldResults.Member member : folds.members()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("repeat", member.repeat() + 1);
            one.put("fold", member.fold() + 1);
            one.put("seed", member.seed());
            one.put("epochs", epochs);
            one.put("examples", member.examples());
            Map<String, @Nullable Object> metrics = new LinkedHashMap<>();
            metrics.put("examples", member.heldOut().examples());
            metrics.putAll(member.heldOut().values());
            one.put("metrics", metrics);
            members.add(one);
        }
        json.put("members", members);
        json.put("mean", folds.mean());
        json.put("standardDeviation", folds.standardDeviation());
        json.put("pooled", EvaluationJson.of(folds.pooled(), intervals));
        return json;
    }
}
