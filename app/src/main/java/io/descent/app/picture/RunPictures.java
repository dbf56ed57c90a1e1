package io.descent.app.picture;

import io.descent.api.WeightPenalty;
import io.descent.core.calibration.internal.LearntCalibration;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.importance.Importance;
import io.descent.core.metrics.ConfusionMatrix;
import io.descent.core.metrics.Evaluation;
import io.descent.core.run.ImportanceJson;
import io.descent.core.run.RunFiles;
import io.descent.core.run.RunRecord;
import io.descent.core.training.CalibrationReport;
import io.descent.core.training.TrainingResult;
import io.descent.inference.file.internal.OutputFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Draws the pictures of a run into its folder. */
public final class RunPictures {
    private RunPictures() {}

    /**
     * Draws every picture that a run allows whose result is written.
     *
     * @param folder the run folder
     * @param data the data of the training
     * @param err where a failure is reported
     */
    public static void draw(Path folder, TrainingResult result, TrainingData data, PrintWriter err) {
        attempt(err, () -> {
            ResolvedExperiment experiment = result.experiment();
            boolean penalties = experiment
                    .network()
                    .layers(1, experiment.training().regularizers())
                    .stream()
                    .anyMatch(layer -> layer.regularizers().stream().anyMatch(WeightPenalty.class::isInstance));
            write(folder.resolve(RunFiles.LEARNING_CURVE), Curves.ofRun(RunRecord.written(folder), penalties));
            Evaluation dev = result.dev();
            ConfusionMatrix confusion = (dev != null ? dev : result.train()).confusion();
            if (confusion != null) {
                write(folder.resolve(RunFiles.CONFUSION), Confusion.png(confusion, dev != null ? "dev" : "training"));
            }
            CalibrationReport calibration = result.calibration();
            LearntCalibration.Quality quality =
                    calibration == null ? null : calibration.learnt().sets().get("dev");
            if (quality != null) {
                write(folder.resolve(RunFiles.RELIABILITY), ReliabilityDiagram.png(quality, "dev"));
            }
            write(folder.resolve(RunFiles.DECISION_BOUNDARY), DecisionBoundary.png(result.model(), data));
            Importance importance = ImportanceJson.read(folder);
            if (importance != null) {
                write(folder.resolve(RunFiles.IMPORTANCE), ImportancePicture.png(importance));
            }
            return null;
        });
    }

    private static void write(Path file, byte @Nullable [] png) {
        if (png != null) {
            OutputFile.write(file, out -> out.write(png));
        }
    }

    /**
     * Draws, and reports any failure in one line: a system may lack fonts, libraries or the module java.desktop.
     *
     * @return the picture; null if nothing was drawn
     */
    public static byte @Nullable [] attempt(PrintWriter err, Supplier<byte @Nullable []> drawing) {
        try {
            return drawing.get();
        } catch (Throwable e) {
            err.println("descent: warning: pictures could not be drawn, but all numbers are complete: "
                    + String.valueOf(e).lines().findFirst().orElse(""));
            err.flush();
            return null;
        }
    }
}
