package io.descent.core.search;

import io.descent.core.file.internal.Differences;
import io.descent.core.search.Outcome.CurvePoint;
import io.descent.inference.file.internal.Json;
import io.descent.inference.file.internal.OutputFile;
import io.descent.inference.problem.InvalidInputException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The record of a study in an append-only file, {@code journal.jsonl}: one JSON object ("fact") per line; the first
 * describes the study. Facts that belong together are written at once, so that a killed process leaves at most one such
 * group incomplete; it is dropped when the study is resumed. Only one process at a time can open a journal.
 */
public final class Journal implements AutoCloseable {
    /** The name of the journal in the folder of a study. */
    public static final String FILE = "journal.jsonl";

    private static final String LOCK = "journal.lock";
    private static final int FORMAT = 1;
    private static final int LONGEST_LINE = 1 << 24;
    private static final long SYNC_NANOS = 1_000_000_000;

    private final Path file;
    private final FileChannel lockChannel;
    private final FileChannel channel;
    private final List<String> proposed = new ArrayList<>();
    private final Map<Key, Outcome> outcomes = new HashMap<>();
    private final List<Double> elapsed = new ArrayList<>();
    private @Nullable String stopped;
    private @Nullable Map<String, Object> tested;
    private long dropped;
    private long synced = System.nanoTime();

    /** Identifies an evaluation. */
    private record Key(int trial, int repeat, int until) {}

    private Journal(Path file, FileChannel lockChannel, FileChannel channel) {
        this.file = file;
        this.lockChannel = lockChannel;
        this.channel = channel;
    }

    /**
     * Creates the journal of a new study, or opens the journal of a study to resume.
     *
     * @param folder created if missing
     * @param definition everything that determines the outcome of the study, as maps, lists and scalars
     * @param resume true to resume the study in the folder, which must then have a journal; false for a new study, for
     *     which it must not have one
     * @throws InvalidInputException if the folder has no journal to resume or already has one, if the journal is
     *     damaged or of another study, or if another process has opened it
     */
    public static Journal open(Path folder, Map<String, ?> definition, boolean resume) {
        Path file = folder.resolve(FILE);
        if (resume && !Files.exists(file)) {
            throw new InvalidInputException(file + ": is missing; a study can be resumed only from its journal");
        }
        FileChannel lock = lock(folder);
        boolean opened = false;
        try {
            if (!resume && Files.exists(file)) {
                throw new InvalidInputException(folder
                        + ": already contains a study; resume it with --resume, or choose another folder with --out");
            }
            Map<String, Object> header = fact("study");
            header.put("format", FORMAT);
            header.put("definition", definition);
            String first = Json.line(header);
            if (!resume) {
                OutputFile.write(file, first + "\n");
            }
            Journal journal = new Journal(
                    file, lock, FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND));
            try {
                if (resume) {
                    journal.load(first);
                }
                opened = true;
                return journal;
            } finally {
                if (!opened) {
                    journal.channel.close();
                }
            }
        } catch (IOException e) {
            throw OutputFile.problem(file, e);
        } finally {
            if (!opened) {
                close(lock);
            }
        }
    }

    /** Locks a folder while the channel is open. */
    private static FileChannel lock(Path folder) {
        Path file = folder.resolve(LOCK);
        try {
            Files.createDirectories(folder);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    return channel;
                }
            } catch (OverlappingFileLockException e) {
                // another study in this process has the lock
            }
            channel.close();
        } catch (IOException e) {
            throw OutputFile.problem(folder, e);
        }
        throw new InvalidInputException(folder
                + ": another process is working on this study; wait for it, or choose another folder with --out");
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // everything written is in the file already
        }
    }

    /** Reads all facts and truncates an incomplete group at the end. */
    private void load(String header) throws IOException {
        Reading reading = new Reading();
        long good = 0;
        int number = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            long offset = 0;
            for (int b = in.read(); b >= 0; b = in.read()) {
                offset++;
                if (b != '\n') {
                    line.write(b);
                    if (line.size() > LONGEST_LINE) {
                        throw damaged(number + 1, "is longer than 16 MiB");
                    }
                    continue;
                }
                String text = line.toString(StandardCharsets.UTF_8);
                line.reset();
                number++;
                if (number == 1) {
                    requireHeader(text, header);
                } else {
                    reading.take(number, text);
                }
                if (!reading.inGroup()) {
                    good = offset;
                }
            }
            dropped = offset - good;
        }
        if (number == 0) {
            throw new InvalidInputException(file + ": is not the journal of a study; its first line is incomplete");
        }
        if (dropped > 0) {
            channel.truncate(good);
        }
    }

    private void requireHeader(String line, String header) {
        if (line.equals(header)) {
            return;
        }
        Map<String, Object> found;
        Map<String, Object> wanted;
        try {
            found = Json.read(line);
            wanted = Json.read(header);
        } catch (IOException | RuntimeException e) {
            throw new InvalidInputException(file + ": is not the journal of a study; line 1 is not a JSON object", e);
        }
        if (!"study".equals(found.get("fact"))) {
            throw new InvalidInputException(file + ": is not the journal of a study; line 1 does not describe a study");
        }
        if (!Objects.equals(found.get("format"), FORMAT)) {
            throw new InvalidInputException(
                    "%s: has format %s; this version reads format %d".formatted(file, found.get("format"), FORMAT));
        }
        List<String> differences = new ArrayList<>();
        Differences.between(found.get("definition"), wanted.get("definition"))
                .forEach((key, values) -> differences.add(
                        "%s was %s and is now %s".formatted(key, text(values.get(0)), text(values.get(1)))));
        if (differences.isEmpty()) {
            differences.add("keys or options are in a different order");
        }
        throw new InvalidInputException(
                "%s: is the journal of a different study: %s. Undo the change, or start a new study in another folder"
                        .formatted(file, String.join("; ", differences)));
    }

    private static String text(@Nullable Object value) {
        return value == null ? "not set" : value.toString();
    }

    private InvalidInputException damaged(int line, String what) {
        return new InvalidInputException("%s: line %d %s; the journal is damaged. Start a new study in another folder"
                .formatted(file, line, what));
    }

    /** The state of reading. */
    private final class Reading {
        private final List<CurvePoint> curve = new ArrayList<>();
        private int trial = -1;
        private int repeat = -1;

        /** Whether the current group is incomplete. */
        boolean inGroup() {
            return trial >= 0;
        }

        void take(int number, String line) {
            try {
                Map<String, Object> fact = Json.read(line);
                String name = String.valueOf(fact.get("fact"));
                if (inGroup() && !List.of("epoch", "finished", "failed").contains(name)) {
                    throw damaged(number, "comes before the end of trial " + trial);
                }
                switch (name) {
                    case "proposed" -> proposed.add(line);
                    case "epoch" -> epoch(number, fact);
                    case "finished", "failed" -> end(number, fact);
                    case "round" -> elapsed.add(number(fact, "elapsed"));
                    case "stopped" -> stopped = String.valueOf(fact.get("reason"));
                    case "tested" -> tested = fact;
                    default -> throw damaged(number, "is not a journal entry");
                }
            } catch (IOException | NullPointerException | ClassCastException | NumberFormatException e) {
                throw damaged(number, "is not a journal entry");
            }
        }

        private void epoch(int number, Map<String, Object> fact) {
            require(number, fact);
            trial = whole(fact, "trial");
            repeat = whole(fact, "repeat");
            curve.add(new CurvePoint(
                    whole(fact, "epoch"),
                    fact.get("value") == null ? Double.NaN : number(fact, "value"),
                    number(fact, "cost")));
        }

        private void end(int number, Map<String, Object> fact) {
            require(number, fact);
            Key key = new Key(whole(fact, "trial"), whole(fact, "repeat"), whole(fact, "until"));
            boolean failed = "failed".equals(fact.get("fact"));
            Outcome outcome = new Outcome(
                    failed ? Double.NaN : number(fact, "value"),
                    whole(fact, "epochs"),
                    (String) fact.get("weightsSha256"),
                    failed ? (String) Objects.requireNonNull(fact.get("reason")) : null,
                    number(fact, "seconds"),
                    curve);
            if (outcomes.put(key, outcome) != null) {
                throw damaged(number, "ends trial " + key.trial + " a second time");
            }
            curve.clear();
            trial = -1;
            repeat = -1;
        }

        private void require(int number, Map<String, Object> fact) {
            if (inGroup() && (whole(fact, "trial") != trial || whole(fact, "repeat") != repeat)) {
                throw damaged(number, "comes before the end of trial " + trial);
            }
        }
    }

    private static int whole(Map<String, Object> fact, String key) {
        return (Integer) Objects.requireNonNull(fact.get(key));
    }

    /** Infinities and NaN are written as strings, because JSON numbers cannot represent them. */
    private static double number(Map<String, Object> fact, String key) {
        Object value = Objects.requireNonNull(fact.get(key));
        return value instanceof Number number ? number.doubleValue() : Double.parseDouble((String) value);
    }

    /** The number of bytes dropped from the end, left incomplete by a killed process; usually 0. */
    public long dropped() {
        return dropped;
    }

    /** The outcome of an evaluation; null if it is not recorded. */
    @Nullable
    Outcome outcome(int trial, int repeat, int until) {
        return outcomes.get(new Key(trial, repeat, until));
    }

    /** The seconds that the completed rounds took, over all processes; 0 before the first is complete. */
    double elapsed() {
        return elapsed.isEmpty() ? 0 : elapsed.get(elapsed.size() - 1);
    }

    /** Why the study was stopped before its strategy ended it; null if it was not. */
    @Nullable
    String stopped() {
        return stopped;
    }

    /** The number of the chosen trial and its metrics on the test set; null if the test set has not been used yet. */
    public @Nullable Map<String, Object> tested() {
        return tested == null ? null : new LinkedHashMap<>(tested);
    }

    /**
     * Records the proposals of a round that are not recorded yet.
     *
     * @param before the number of proposals in earlier rounds
     * @throws InvalidInputException if the recorded proposals differ
     */
    void propose(int before, int round, List<Proposal> proposals) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < proposals.size(); i++) {
            Proposal proposal = proposals.get(i);
            Map<String, Object> fact = fact("proposed");
            fact.put("trial", proposal.trial());
            fact.put("round", round);
            fact.put("until", proposal.epochs());
            fact.put("values", proposal.point().values());
            String line = Json.line(fact);
            if (before + i >= proposed.size()) {
                proposed.add(line);
                lines.add(line);
            } else if (!proposed.get(before + i).equals(line)) {
                throw new InvalidInputException(
                        "%s: the recorded hyperparameters of trial %d differ from those that this version proposes; start a new study in another folder"
                                .formatted(file, proposal.trial()));
            }
        }
        append(lines);
    }

    /** Records the outcome of an evaluation. */
    void end(int trial, int repeat, int until, Outcome outcome) {
        List<String> lines = new ArrayList<>();
        for (CurvePoint point : outcome.curve()) {
            Map<String, Object> fact = fact("epoch");
            fact.put("trial", trial);
            fact.put("repeat", repeat);
            fact.put("epoch", point.epoch());
            if (!Double.isNaN(point.value())) {
                fact.put("value", point.value());
            }
            fact.put("cost", point.cost());
            lines.add(Json.line(fact));
        }
        Map<String, Object> fact = fact(outcome.failure() == null ? "finished" : "failed");
        fact.put("trial", trial);
        fact.put("repeat", repeat);
        fact.put("until", until);
        fact.put("epochs", outcome.epochs());
        if (outcome.failure() == null) {
            fact.put("value", outcome.value());
        } else {
            fact.put("reason", outcome.failure());
        }
        if (outcome.weightsSha256() != null) {
            fact.put("weightsSha256", outcome.weightsSha256());
        }
        fact.put("seconds", outcome.seconds());
        lines.add(Json.line(fact));
        append(lines);
    }

    /** Records the end of a round, if it is not recorded yet. */
    void endRound(int round, double seconds) {
        if (round > elapsed.size()) {
            elapsed.add(seconds);
            Map<String, Object> fact = fact("round");
            fact.put("round", round);
            fact.put("elapsed", seconds);
            append(List.of(Json.line(fact)));
        }
    }

    /** Records that the study was stopped before its strategy ended it. */
    void stop(String reason) {
        if (stopped == null) {
            stopped = reason;
            Map<String, Object> fact = fact("stopped");
            fact.put("reason", reason);
            append(List.of(Json.line(fact)));
        }
    }

    /**
     * Records that the test set was used.
     *
     * @param metrics the metrics on the test set
     */
    public void test(int trial, Map<String, Object> metrics) {
        Map<String, Object> fact = fact("tested");
        fact.put("trial", trial);
        fact.put("metrics", metrics);
        tested = fact;
        append(List.of(Json.line(fact)));
    }

    private static Map<String, Object> fact(String name) {
        Map<String, Object> fact = new LinkedHashMap<>();
        fact.put("fact", name);
        return fact;
    }

    private synchronized void append(List<String> lines) {
        if (lines.isEmpty()) {
            return;
        }
        boolean interrupted = Thread.interrupted(); // a channel closes itself when an interrupted thread writes to it
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(String.join("\n", lines) + "\n");
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (System.nanoTime() - synced > SYNC_NANOS) {
                channel.force(false);
                synced = System.nanoTime();
            }
        } catch (IOException e) {
            throw OutputFile.problem(file, e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Forces everything to disk and releases the journal for other processes. */
    @Override
    public void close() {
        try {
            channel.force(true);
            channel.close();
        } catch (IOException e) {
            throw OutputFile.problem(file, e);
        } finally {
            close(lockChannel);
        }
    }
}
