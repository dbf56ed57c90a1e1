package io.descent.spark;

import io.descent.core.data.DataSummary;
import io.descent.core.data.Examples;
import io.descent.core.data.Table;
import io.descent.core.data.TablePieces;
import io.descent.core.data.TablePieces.ColumnFacts;
import io.descent.core.data.TablePieces.LabelFacts;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ExperimentWriter;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.experiment.ShardsSpec;
import io.descent.core.training.TrainingResult;
import io.descent.core.training.TrainingWeights;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.table.internal.InputEncoding;
import io.descent.inference.table.internal.Scaling;
import io.descent.inference.tensor.internal.EngineSpec;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntPredicate;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * The training of a table that no process holds as a whole.
 *
 * <ol>
 *   <li>Each column goes to a task that finds out what it is.
 *   <li>The rows are sorted by the key of their cells; their place is their rank.
 *   <li>The driver gets the labels, and splits the ranks into training, dev and test set.
 *   <li>Each column of the training set goes to a task that learns its encoder.
 *   <li>Each row of the training set goes to its shard, which is encoded and stays in an executor.
 *   <li>The driver gets the dev and test set, and leads the rounds: it sends the parameters, and averages what returns.
 * </ol>
 */
final class ShardedTraining {
    /** Rows whose keys are computed at a time. */
    private static final int CHUNK = 8192;
    /** The first examples of the training set, which the driver has. */
    private static final int SAMPLE = 10_000;

    /** The place of a row of the dev set. */
    private static final int DEV = -1;
    /** The place of a row of the test set. */
    private static final int TEST = -2;

    private final JavaSparkContext context;
    private final JavaRDD<Cells> source;
    private final Layout layout;
    private final Services.Plugins plugins;
    private final Services services;
    private final Experiment asked;
    private final TablePieces pieces;
    private final Precision precision;

    /** What all tasks know of the table. */
    record Pieces(TablePieces table, Layout layout, Schema schema, ArrayList<ColumnFacts> columns)
            implements Serializable {}

    /**
     * What a shard is made of, in addition to its rows.
     *
     * @param experiment the resolved experiment as YAML
     */
    record ShardMaking(
            Pieces pieces,
            ArrayList<Scaling> targets,
            Precision precision,
            String experiment,
            DataSummary summary,
            TrainingWeights weights)
            implements Serializable {}

    /** Some rows of a column, or of a shard. */
    record Chunk(int partition, Frame frame) implements Serializable {}

    ShardedTraining(
            JavaSparkContext context,
            JavaRDD<Cells> source,
            Layout layout,
            Settings settings,
            Services.Plugins plugins) {
        this.context = context;
        this.source = source;
        this.layout = layout;
        this.plugins = plugins;
        services = plugins.services();
        asked = settings.read(services.experiments());
        pieces = new TablePieces(asked.dataToLoad(), asked.streams());
        precision = asked.precision();
    }

    Trained train() {
        return Trained.of(this::trainPieces);
    }

    private Trained trainPieces() {
        JavaRDD<Cells> rows = source.persist(StorageLevel.MEMORY_AND_DISK());
        JavaRDD<Cells> ranked = null;
        Broadcast<int[]> places = null;
        ExecutorShards shards = null;
        try {
            long all = rows.count();
            if (all == 0) {
                throw new InvalidInputException(Layout.NO_ROWS);
            }
            pieces.requireColumns(layout.names());
            Set<String> apart = new HashSet<>(pieces.apart());
            List<String> names = layout.names().stream()
                    .filter(name -> !apart.contains(name))
                    .toList();
            List<ColumnFacts> found = columns(rows, names, null, null);
            requireNoCommas(found);
            JavaRDD<Cells> labelled = labelled(rows);
            Layout labelLayout = layout.only(pieces.labelsAndRoles());
            LabelFacts unordered = labels(labelled, labelLayout, all);
            requireTypes(unordered);
            Pieces known = new Pieces(pieces, layout, pieces.schema(found, unordered), new ArrayList<>(found));
            ranked = ranked(labelled, known).persist(StorageLevel.MEMORY_AND_DISK());
            LabelFacts labels = labels(ranked, labelLayout, all);
            int[] sets = pieces.sets(labels);
            places = context.broadcast(places(sets));
            Ranks ranks = new Ranks(offsets(ranked), places);
            List<ColumnFacts> columns = fitted(found, columns(ranked, features(found), known, ranks));
            Schema schema = known.schema();
            InputEncoding encoding = pieces.encoding(schema, columns);
            List<Scaling> targets = pieces.targets(labels, sets);
            DataSummary summary = pieces.summary(schema, columns, encoding, targets, labels, sets);
            ResolvedExperiment experiment = services.trainings().resolve(asked, summary);
            TrainingWeights weights = TrainingWeights.of(
                    TablePieces.ofTraining(labels, sets), experiment.training().classWeights());
            Pieces complete = new Pieces(pieces, layout, schema, new ArrayList<>(columns));
            ShardMaking making = new ShardMaking(
                    complete, new ArrayList<>(targets), precision, ExperimentWriter.yaml(experiment), summary, weights);
            ShardsSpec spec = Objects.requireNonNull(experiment.training().shards());
            shards = new ExecutorShards(context, shardRows(ranked, ranks, spec.count()), making, plugins);
            TrainingData data = pieces.data(
                    Objects.requireNonNull(examples(ranked, ranks, 0, complete, encoding, targets)),
                    examples(ranked, ranks, DEV, complete, encoding, targets),
                    examples(ranked, ranks, TEST, complete, encoding, targets),
                    columns,
                    summary);
            TrainingResult result = services.trainings()
                    .trainer(experiment, data, new EngineSpec(services.backend(), 1), List.of())
                    .withShards(shards)
                    .train();
            long without = all - labels.examples().size();
            List<String> notes = new ArrayList<>();
            if (without > 0) {
                notes.add("%,d rows without a label are left out".formatted(without));
            }
            return new Trained(ModelBytes.of(result.model().parts()), CollectedTraining.json(result, notes), null);
        } finally {
            rows.unpersist();
            if (ranked != null) {
                ranked.unpersist();
            }
            if (shards != null) {
                shards.close();
            }
            if (places != null) {
                places.destroy();
            }
        }
    }

    /** What a comma means would depend on the column alone, but in one table it depends on all columns. */
    private static void requireNoCommas(List<ColumnFacts> columns) {
        for (ColumnFacts each : columns) {
            if (each.hasDecimalComma()) {
                throw new InvalidInputException(
                        "the column '%s' has texts that are numbers with a decimal comma, which trainings on shards do not read; cast it to double"
                                .formatted(each.name()));
            }
        }
    }

    /** Texts that stand for numbers or times might be read in one way here and in another way there. */
    private void requireTypes(LabelFacts labels) {
        for (String name : pieces.numbersOrTimes(labels)) {
            if (layout.isString(name)) {
                throw new InvalidInputException(
                        "the column '%s' is a string, which trainings on shards do not read as a number or a time; cast it to double, date or timestamp"
                                .formatted(name));
            }
        }
    }

    private static List<ColumnFacts> fitted(List<ColumnFacts> found, List<ColumnFacts> fitted) {
        return found.stream()
                .map(each -> each.isIgnored() ? each : facts(fitted, each.name()))
                .toList();
    }

    private static List<String> features(List<ColumnFacts> columns) {
        return columns.stream()
                .filter(each -> !each.isIgnored())
                .map(ColumnFacts::name)
                .toList();
    }

    /** The rows that have a label in every column. */
    private JavaRDD<Cells> labelled(JavaRDD<Cells> rows) {
        Layout labels = layout.only(pieces.labels());
        Set<String> markers = new HashSet<>(pieces.missing());
        return rows.filter(row -> labels.isComplete(row, markers));
    }

    private LabelFacts labels(JavaRDD<Cells> rows, Layout of, long all) {
        List<Frame> frames = frames(rows, of, null, place -> true);
        if (frames.stream().allMatch(frame -> frame.rows() == 0)) {
            throw new InvalidInputException(
                    "no row of %,d has a label in the column '%s'".formatted(all, String.join(", ", pieces.labels())));
        }
        return pieces.labels(of.table(frames));
    }

    /**
     * The ranks of rows that were sorted.
     *
     * @param offsets the rank of the first row of each partition, then the number of all rows
     * @param places for each rank the rank within the training set, or {@link #DEV} or {@link #TEST}
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Ranks(int[] offsets, Broadcast<int[]> places) implements Serializable {}

    /** A condition on the place of a row. */
    private interface Wanted extends IntPredicate, Serializable {}

    /** Rows on the driver, in the order of the partitions. */
    private static List<Frame> frames(JavaRDD<Cells> rows, Layout of, @Nullable Ranks ranks, Wanted wanted) {
        return rows
                .mapPartitionsWithIndex(
                        (partition, cells) -> List.of(Packed.bytes(of.frame(some(partition, cells, ranks, wanted))))
                                .iterator(),
                        true)
                .collect()
                .stream()
                .map(bytes -> Packed.object(bytes, Frame.class))
                .toList();
    }

    /** Some rows of a partition; all of them without ranks. */
    private static List<Cells> some(int partition, Iterator<Cells> cells, @Nullable Ranks ranks, Wanted wanted) {
        List<Cells> rows = new ArrayList<>();
        if (ranks == null) {
            cells.forEachRemaining(rows::add);
            return rows;
        }
        forEach(partition, cells, ranks, (row, place) -> {
            if (wanted.test(place)) {
                rows.add(row);
            }
        });
        return rows;
    }

    /** Receives a row and its place. */
    private interface Placed {
        void accept(Cells row, int place);
    }

    private static void forEach(int partition, Iterator<Cells> cells, Ranks ranks, Placed each) {
        int rank = ranks.offsets()[partition];
        int end = ranks.offsets()[partition + 1];
        for (; cells.hasNext(); rank++) {
            Cells row = cells.next();
            if (rank < end) {
                each.accept(row, ranks.places().value()[rank]);
            }
        }
        requireSame(rank, end);
    }

    /** An executor that is lost takes its rows with it; they must be the same when they are read again. */
    private static void requireSame(int rows, int before) {
        if (rows != before) {
            throw new IllegalStateException(
                    "the rows of the DataFrame are not the same when they are read again; write it to files first, and train on these");
        }
    }

    /**
     * Learns something of each column, one task a column.
     *
     * @param known what is known of the columns; null to find out what they are
     * @param ranks of the rows, of which those of the training set are used; null for all rows
     */
    private List<ColumnFacts> columns(
            JavaRDD<Cells> rows, List<String> names, @Nullable Pieces known, @Nullable Ranks ranks) {
        Layout all = layout;
        TablePieces table = pieces;
        JavaPairRDD<Integer, byte[]> chunks = rows.mapPartitionsWithIndex(
                        (partition, cells) -> {
                            List<Cells> own = some(partition, cells, ranks, place -> place >= 0);
                            List<Tuple2<Integer, byte[]>> packed = new ArrayList<>();
                            for (int j = 0; j < names.size(); j++) {
                                Frame frame = all.only(List.of(names.get(j))).frame(own);
                                packed.add(new Tuple2<>(j, Packed.bytes(new Chunk(partition, frame))));
                            }
                            return packed.iterator();
                        },
                        true)
                .mapToPair(pair -> pair);
        int tasks = Math.min(names.size(), Math.max(1, 4 * context.defaultParallelism()));
        List<byte[]> learnt = chunks.groupByKey(new ByNumber(tasks))
                .map(group -> {
                    String name = names.get(group._1());
                    Table column = table(all.only(List.of(name)), group._2());
                    try {
                        ColumnFacts facts = known == null
                                ? table.column(column)
                                : table.fitted(known.schema(), facts(known.columns(), name), column);
                        return Packed.bytes(new Learnt(facts, null));
                    } catch (InvalidInputException e) {
                        return Packed.bytes(new Learnt(null, name + ": " + e.getMessage()));
                    }
                })
                .collect();
        List<ColumnFacts> found = new ArrayList<>();
        for (byte[] bytes : learnt) {
            Learnt one = Packed.object(bytes, Learnt.class);
            if (one.problem() != null) {
                throw new InvalidInputException(one.problem());
            }
            found.add(Objects.requireNonNull(one.facts()));
        }
        found.sort(Comparator.comparingInt(each -> names.indexOf(each.name())));
        return found;
    }

    /** What a task learnt of a column, or why it could not. */
    record Learnt(@Nullable ColumnFacts facts, @Nullable String problem) implements Serializable {}

    /** Chunks as a table, in the order of the partitions. */
    static Table table(Layout layout, Iterable<byte[]> chunks) {
        List<Chunk> sorted = new ArrayList<>();
        chunks.forEach(bytes -> sorted.add(Packed.object(bytes, Chunk.class)));
        sorted.sort(Comparator.comparingInt(Chunk::partition));
        return layout.table(sorted.stream().map(Chunk::frame).toList());
    }

    private static ColumnFacts facts(List<ColumnFacts> columns, String name) {
        return columns.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The rows in the order of their keys. */
    private JavaRDD<Cells> ranked(JavaRDD<Cells> rows, Pieces known) {
        return rows.mapPartitions(cells -> new Keyed(cells, known))
                .mapToPair(pair -> pair)
                .sortByKey(true, rows.getNumPartitions())
                .values();
    }

    /** The rows of a partition with their keys, which are computed for some rows at a time. */
    private static final class Keyed implements Iterator<Tuple2<RowKey, Cells>> {
        private final Iterator<Cells> cells;
        private final Pieces known;
        private final List<Cells> rows = new ArrayList<>();
        private long[] keys = {};
        private int next;

        Keyed(Iterator<Cells> cells, Pieces known) {
            this.cells = cells;
            this.known = known;
        }

        @Override
        public boolean hasNext() {
            return next < rows.size() || cells.hasNext();
        }

        @Override
        public Tuple2<RowKey, Cells> next() {
            if (next == rows.size()) {
                rows.clear();
                next = 0;
                while (rows.size() < CHUNK && cells.hasNext()) {
                    rows.add(cells.next());
                }
                keys = known.table()
                        .keys(
                                known.schema(),
                                known.columns(),
                                known.layout().table(List.of(known.layout().frame(rows))));
            }
            int i = next++;
            return new Tuple2<>(new RowKey(keys[2 * i], keys[2 * i + 1]), rows.get(i));
        }
    }

    /** The rank of the first row of each partition, then the number of all rows. */
    private static int[] offsets(JavaRDD<Cells> ranked) {
        List<Integer> counts = ranked.mapPartitions(cells -> {
                    int count = 0;
                    for (; cells.hasNext(); count++) {
                        cells.next();
                    }
                    return List.of(count).iterator();
                })
                .collect();
        int[] offsets = new int[counts.size() + 1];
        for (int p = 1; p < offsets.length; p++) {
            offsets[p] = Math.addExact(offsets[p - 1], counts.get(p - 1));
        }
        return offsets;
    }

    /** The rank within the training set of each row, or the set that it belongs to instead. */
    private static int[] places(int[] sets) {
        int[] places = new int[sets.length];
        int next = 0;
        for (int i = 0; i < places.length; i++) {
            places[i] = sets[i] == 0 ? next++ : sets[i] == 1 ? DEV : TEST;
        }
        return places;
    }

    /** The rows of each shard in the order of their ranks, a partition a shard. */
    private JavaRDD<byte[]> shardRows(JavaRDD<Cells> ranked, Ranks ranks, int count) {
        Layout all = layout;
        return ranked.mapPartitionsWithIndex(
                        (partition, cells) -> {
                            List<List<Cells>> ofShard = new ArrayList<>();
                            for (int s = 0; s < count; s++) {
                                ofShard.add(new ArrayList<>());
                            }
                            forEach(partition, cells, ranks, (row, place) -> {
                                if (place >= 0) {
                                    ofShard.get(place % count).add(row);
                                }
                            });
                            List<Tuple2<Integer, byte[]>> packed = new ArrayList<>();
                            for (int s = 0; s < count; s++) {
                                packed.add(
                                        new Tuple2<>(s, Packed.bytes(new Chunk(partition, all.frame(ofShard.get(s))))));
                            }
                            return packed.iterator();
                        },
                        true)
                .mapToPair(pair -> pair)
                .partitionBy(new ByNumber(count))
                .values();
    }

    /**
     * Examples on the driver.
     *
     * @param set {@link #DEV}, {@link #TEST}, or 0 for the first ones of the training set
     * @return null if there are none
     */
    private @Nullable Examples examples(
            JavaRDD<Cells> ranked,
            Ranks ranks,
            int set,
            Pieces complete,
            InputEncoding encoding,
            List<Scaling> targets) {
        Wanted wanted = set == 0 ? place -> place >= 0 && place < SAMPLE : place -> place == set;
        List<Frame> frames = frames(ranked, layout, ranks, wanted);
        return frames.stream().allMatch(frame -> frame.rows() == 0)
                ? null
                : pieces.examples(
                        complete.schema(), complete.columns(), encoding, targets, precision, layout.table(frames));
    }
}
