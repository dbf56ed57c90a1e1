package io.descent.core.run;

import io.descent.core.file.internal.CheckedLines;
import io.descent.core.file.internal.LineChain;
import io.descent.core.training.EpochReport;
import io.descent.inference.file.internal.AppendFile;
import io.descent.inference.file.internal.Json;
import io.descent.inference.file.internal.OutputFile;
import io.descent.inference.problem.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code metrics.jsonl}: one line per completed epoch, each with a checksum. Lines that cannot be written wait in
 * memory, so that a full disk does not end a training.
 */
final class MetricsFile implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsFile.class);

    private final Path path;
    private final AppendFile file;
    private final LineChain chain;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private boolean warned;

    private MetricsFile(Path path, AppendFile file, LineChain chain) {
        this.path = path;
        this.file = file;
        this.chain = chain;
    }

    /**
     * Opens the file to write after its first lines; everything after them is removed.
     *
     * @param epochs the number of lines to keep
     */
    static MetricsFile open(Path path, int epochs) {
        try {
            CheckedLines.End kept = CheckedLines.read(path, epochs, (number, line, json, end) -> {});
            requireLines(path, kept, epochs);
            AppendFile file = AppendFile.open(path);
            if (file.length() > kept.bytes()) {
                file.truncate(kept.bytes());
            }
            return new MetricsFile(path, file, kept.chain());
        } catch (IOException e) {
            throw OutputFile.problem(path, e);
        }
    }

    /** Creates the file with the first lines of another one. */
    static MetricsFile copy(Path from, int epochs, Path path) {
        MetricsFile copy = open(path, 0);
        try {
            CheckedLines.End read =
                    CheckedLines.read(from, epochs, (number, line, json, end) -> copy.append(Json.read(json)));
            requireLines(from, read, epochs);
            return copy;
        } catch (IOException e) {
            throw OutputFile.problem(path, e);
        }
    }

    /**
     * Reads the reports of the first epochs.
     *
     * @throws InvalidInputException if there are fewer, or one is damaged
     */
    static List<EpochReport> reports(Path path, int epochs) {
        List<EpochReport> reports = new ArrayList<>();
        try {
            CheckedLines.End end = CheckedLines.read(
                    path, epochs, (number, line, json, at) -> reports.add(MetricsLine.read(path, number, json)));
            requireLines(path, end, epochs);
            return reports;
        } catch (IOException e) {
            throw new InvalidInputException(path + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static void requireLines(Path path, CheckedLines.End found, int epochs) {
        if (found.lines() < epochs) {
            throw new InvalidInputException("%s: line %d %s; the checkpoint needs the metrics of %d epochs"
                    .formatted(
                            path, found.lines() + 1, found.damage() == null ? "is missing" : found.damage(), epochs));
        }
    }

    /** Reads all lines; the result says where the good ones end, and what is wrong with the line after them. */
    static CheckedLines.End check(Path path) {
        try {
            return CheckedLines.read(path, (number, line, json, end) -> MetricsLine.read(path, number, json));
        } catch (IOException e) {
            throw new InvalidInputException(path + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** Adds the line of an epoch. If it cannot be written, it waits for the next call. */
    void append(Map<String, ?> line) {
        waiting.writeBytes((chain.seal(Json.line(line)) + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            write();
        } catch (IOException e) {
            if (!warned) {
                warned = true;
                LOG.warn(
                        "{}; the training goes on, and the lines are written later",
                        OutputFile.problem(path, e).getMessage());
            }
        }
    }

    private void write() throws IOException {
        if (waiting.size() > 0) {
            file.append(waiting.toByteArray());
            waiting.reset();
        }
    }

    /**
     * Writes what waits and forces everything to the disk.
     *
     * @throws InvalidInputException if that fails
     */
    void force() {
        try {
            write();
            file.force();
        } catch (IOException e) {
            throw OutputFile.problem(path, e);
        }
        if (!Files.exists(path)) {
            throw new InvalidInputException(path + ": has been moved or deleted while the training was writing to it");
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw OutputFile.problem(path, e);
        }
    }
}
