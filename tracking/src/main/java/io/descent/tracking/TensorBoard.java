package io.descent.tracking;

import io.descent.core.training.EpochReport;
import io.descent.core.training.TrainingListener;
import io.descent.core.training.TrainingRun;
import io.descent.inference.file.internal.Folders;
import io.descent.inference.file.internal.OutputFile;
import io.descent.inference.file.internal.Safetensors;
import io.descent.inference.model.internal.ModelParts;
import io.descent.inference.network.internal.NetworkTensors;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a training for TensorBoard: the numbers of each epoch, and, if the experiment watches its layers, the
 * distribution of the parameters of each layer in reported epochs. The step of an event is the epoch.
 *
 * <pre>{@code
 * Trainer.builder().data(wine, "kind").listener(new TensorBoard(Path.of("logs/wine"))).build().train();
 * }</pre>
 *
 * <p>If the file cannot be written any more, a warning is logged once and the training goes on.
 */
public final class TensorBoard implements TrainingListener {
    private static final Logger LOG = LoggerFactory.getLogger(TensorBoard.class);

    private final Path folder;
    private final DoubleSupplier clock;
    private @Nullable EventFile file;

    /**
     * Writes a new file of events at the start of the training.
     *
     * @param folder created if missing
     */
    public TensorBoard(Path folder) {
        this(folder, () -> System.currentTimeMillis() / 1000.0);
    }

    TensorBoard(Path folder, DoubleSupplier clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /**
     * Creates the file.
     *
     * @throws InvalidInputException if the folder cannot be written to
     */
    @Override
    public void onStart(TrainingRun run) {
        double now = clock.getAsDouble();
        Folders.create(folder);
        Path path = folder.resolve("events.out.tfevents.%d.descent".formatted((long) (1000 * now)));
        try {
            file = new EventFile(path, now);
        } catch (IOException e) {
            throw OutputFile.problem(path, e);
        }
    }

    @Override
    public void onEpoch(TrainingRun run, EpochReport report) {
        EventFile to = file;
        if (to == null) {
            return;
        }
        Map<String, double[]> distributions = new LinkedHashMap<>();
        if (!report.layers().isEmpty()) {
            ModelParts parts = run.model().parts();
            List<ModelParts> networks = parts.members().isEmpty() ? List.of(parts) : parts.members();
            for (int i = 0; i < networks.size(); i++) {
                String member = networks.size() == 1 ? "" : "network-" + (i + 1) + "/";
                for (Safetensors.Entry entry :
                        NetworkTensors.parameters(networks.get(i).network().parameters(), "")) {
                    distributions.put(member + entry.name().replace('.', '/'), numbers(entry.tensor()));
                }
            }
        }
        try {
            to.add(clock.getAsDouble(), report.epoch(), Scalars.of(report, "/"), distributions);
        } catch (IOException e) {
            LOG.warn(
                    "{}; the training goes on without TensorBoard",
                    OutputFile.problem(folder, e).getMessage());
            close(to);
            file = null;
        }
    }

    private static double[] numbers(ArrayTensor tensor) {
        double[] numbers = new double[tensor.rows() * tensor.columns()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = tensor.get(i / tensor.columns(), i % tensor.columns());
        }
        return numbers;
    }

    @Override
    public void onClose(TrainingRun run) {
        EventFile to = file;
        if (to != null) {
            close(to);
        }
    }

    private void close(EventFile to) {
        try {
            to.close();
        } catch (IOException e) {
            LOG.warn("{}", OutputFile.problem(folder, e).getMessage());
        }
    }
}
