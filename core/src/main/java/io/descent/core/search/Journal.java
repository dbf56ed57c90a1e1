package io.descent.core.search;

import io.descent.core.file.internal.CheckedLines;
import io.descent.core.file.internal.Differences;
import io.descent.core.file.internal.LineChain;
import io.descent.core.search.Outcome.CurvePoint;
import io.descent.inference.file.internal.AppendFile;
import io.descent.inference.file.internal.FolderLock;
import io.descent.inference.file.internal.Folders;
import io.descent.inference.file.internal.Json;
import io.descent.inference.file.internal.OutputFile;
import io.descent.inference.problem.InvalidInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The record of a study in an append-only file, {@code journal.jsonl}: one JSON object ("fact") per line; the first
 * describes the study. Facts that belong together are written at once, so that a killed process leaves at most one such
 * group incomplete; it is dropped when the study is resumed. Every line has a checksum ({@link LineChain}). Only one
 * process at a time can open a journal.
 */
public final class Journal implements AutoCloseable {
    /** The name of the journal in the folder of a study. */
    public static final String FILE = "journal.jsonl";

    private static final int FORMAT = 2;
    private static final int LONGEST_START = 200;
    private static final Pattern HEADER = Pattern.compile("^\\{\"fact\":\"study\",\"format\":(\\d{1,6}),");
    private static final long SYNC_NANOS = 1_000_000_000;

    private final Path path;
    private final FolderLock lock;
    private final AppendFile file;
    private LineChain chain;
    private final List<String> proposed = new ArrayList<>();
    private final Map<Key, Outcome> outcomes = new HashMap<>();
    private final List<Double> elapsed = new ArrayList<>();
    private @Nullable String stopped;
    private @Nullable Map<String, Object> tested;
    private long dropped;
    private long synced = System.nanoTime();

    /** Identifies an evaluation. */
    private record Key(int trial, int repeat, int until) {}

    private Journal(Path path, FolderLock lock, AppendFile file, LineChain chain) {
        this.path = path;
        this.lock = lock;
        this.file = file;
        this.chain = chain;
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
        Path path = folder.resolve(FILE);
        if (resume && !Files.exists(path)) {
            throw new InvalidInputException(path + ": is missing; a study can be resumed only from its journal");
        }
        Folders.create(folder);
        FolderLock lock = lock(folder);
        boolean opened = false;
        try {
            OutputFile.deleteTemporary(folder);
            if (!resume && Files.exists(path)) {
                throw new InvalidInputException(folder
                        + ": already contains a study; resume it with --resume, or choose another folder with --out");
            }
            Map<String, Object> header = fact("study");
            header.put("format", FORMAT);
            header.put("definition", definition);
            String first = Json.line(header);
            LineChain chain = new LineChain();
            if (!resume) {
                OutputFile.write(path, chain.seal(first) + "\n");
            }
            Journal journal = new Journal(path, lock, AppendFile.open(path), chain);
            try {
                if (resume) {
                    journal.load(first);
                }
                opened = true;
                return journal;
            } finally {
                if (!opened) {
                    journal.file.close();
                }
            }
        } catch (IOException e) {
            throw OutputFile.problem(path, e);
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    private static FolderLock lock(Path folder) {
        try {
            FolderLock lock = FolderLock.tryTake(folder);
            if (lock != null) {
                return lock;
            }
        } catch (IOException e) {
            throw OutputFile.problem(folder, e);
        }
        throw new InvalidInputException(folder
                + ": another process is working on this study; wait for it, or choose another folder with --out");
    }

    /**
     * Compares the lines of a journal with their checksums.
     *
     * @param folder the folder of the study
     * @return what is wrong; null if nothing is
     * @throws InvalidInputException if the journal cannot be read
     */
    public static @Nullable String check(Path folder) {
        Path path = folder.resolve(FILE);
        try {
            CheckedLines.End end = CheckedLines.read(path, (number, line, json, at) -> {});
            return end.damage() == null
                    ? null
                    : "%s: line %d %s%s"
                            .formatted(
                                    path,
                                    end.lines() + 1,
                                    end.damage(),
                                    end.isLast() ? "; --resume evaluates its trial again" : "");
        } catch (IOException e) {
            throw new InvalidInputException(path + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** Reads all facts and truncates an incomplete group at the end, or a damaged last line. */
    private void load(String header) throws IOException {
        Reading reading = new Reading();
        long[] good = new long[1];
        CheckedLines.End end = CheckedLines.read(path, (number, line, json, at) -> {
            if (number == 1) {
                requireHeader(json, header);
            } else {
                reading.take(number, json);
            }
            if (!reading.inGroup()) {
                good[0] = at;
            }
        });
        if (end.lines() == 0) {
            requireKnownFormat();
            throw new InvalidInputException(path + ": is not the journal of a study; its first line "
                    + (end.damage() == null ? "is missing" : end.damage()));
        }
        if (end.damage() != null && !end.isLast()) {
            throw damaged(end.lines() + 1, end.damage());
        }
        dropped = file.length() - good[0];
        if (dropped > 0) {
            file.truncate(good[0]);
            chain = CheckedLines.read(path, (number, line, json, at) -> {}).chain();
        } else {
            chain = end.chain();
        }
    }

    /** Says which format the journal has if an older version wrote it. */
    private void requireKnownFormat() throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(path, StandardCharsets.ISO_8859_1)) {
            char[] start = new char[LONGEST_START];
            int length = Math.max(0, reader.read(start));
            Matcher format = HEADER.matcher(new String(start, 0, length));
            if (format.find() && Integer.parseInt(format.group(1)) != FORMAT) {
                throw new InvalidInputException(
                        "%s: has format %s; this version reads format %d. Start a new study in another folder"
                                .formatted(path, format.group(1), FORMAT));
            }
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
            throw new InvalidInputException(path + ": is not the journal of a study; line 1 is not a JSON object", e);
        }
        if (!"study".equals(found.get("fact"))) {
            throw new InvalidInputException(path + ": is not the journal of a study; line 1 does not describe a study");
        }
        if (!Objects.equals(found.get("format"), FORMAT)) {
            throw new InvalidInputException(
                    "%s: has format %s; this version reads format %d".formatted(path, found.get("format"), FORMAT));
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
                        .formatted(path, String.join("; ", differences)));
    }

    private static String text(@Nullable Object value) {
        return value == null ? "not set" : value.toString();
    }

    private InvalidInputException damaged(int line, String what) {
        return new InvalidInputException("%s: line %d %s; the journal is damaged. Start a new study in another folder"
                .formatted(path, line, what));
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
                    case "round" -> elapsed.add(seconds(fact, "elapsed"));
                    case "stopped" -> stopped = String.valueOf(fact.get("reason"));
                    case "tested" -> tested = fact;
                    default -> throw damaged(number, "is not a journal entry");
                }
            } catch (IOException | NullPointerException | ClassCastException | IllegalArgumentException e) {
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
                    seconds(fact, "seconds"),
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
        int value = (Integer) Objects.requireNonNull(fact.get(key));
        if (value < 0) {
            throw new IllegalArgumentException(key + " is negative");
        }
        return value;
    }

    private static double seconds(Map<String, Object> fact, String key) {
        double value = number(fact, key);
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(key + " is out of range");
        }
        return value;
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
                                .formatted(path, proposal.trial()));
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
        int before = chain.mark();
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(chain.seal(line)).append('\n'));
        try {
            file.append(text.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            chain.reset(before);
            throw OutputFile.problem(path, e);
        }
        if (System.nanoTime() - synced > SYNC_NANOS) {
            force();
            synced = System.nanoTime();
        }
    }

    private void force() {
        try {
            file.force();
        } catch (IOException e) {
            throw OutputFile.problem(path, e);
        }
    }

    /** Forces everything to disk and releases the journal for other processes. */
    @Override
    public void close() {
        try {
            file.force();
            file.close();
        } catch (IOException e) {
            throw OutputFile.problem(path, e);
        } finally {
            lock.close();
        }
    }
}
