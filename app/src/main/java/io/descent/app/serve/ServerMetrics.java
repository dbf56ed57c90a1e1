package io.descent.app.serve;

import io.descent.inference.Prediction;
import io.descent.inference.text.internal.Decimal;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the server does, in the text format of Prometheus (https://prometheus.io/docs/instrumenting/exposition_formats). */
final class ServerMetrics {
    /** Upper bounds of the buckets of latencies, in seconds. */
    private static final double[] BUCKETS = {
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
    };

    private final Map<String, LongAdder> requests = new ConcurrentSkipListMap<>();
    private final Map<String, LongAdder> missing = new ConcurrentSkipListMap<>();
    private final Map<String, LongAdder> unseen = new ConcurrentSkipListMap<>();
    private final LongAdder rows = new LongAdder();
    private final LongAdder badRows = new LongAdder();
    private final LongAdder reloads = new LongAdder();
    private final LongAdder failedReloads = new LongAdder();
    private final LongAdder[] buckets = new LongAdder[BUCKETS.length + 1];
    private final DoubleAdder seconds = new DoubleAdder();

    ServerMetrics() {
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = new LongAdder();
        }
    }

    /**
     * Counts a request that was answered.
     *
     * @param path one of the known ones
     */
    void request(String path, int status, double took) {
        add(requests, "path=\"%s\",code=\"%d\"".formatted(escaped(path), status));
        int bucket = 0;
        while (bucket < BUCKETS.length && took > BUCKETS[bucket]) {
            bucket++;
        }
        buckets[bucket].increment();
        seconds.add(took);
    }

    void scored(Scorer.Scored scored) {
        Prediction prediction = scored.prediction();
        if (prediction == null) {
            badRows.increment();
            return;
        }
        rows.increment();
        prediction.missing().forEach(column -> add(missing, "column=\"%s\"".formatted(escaped(column))));
        prediction.unseen().forEach(column -> add(unseen, "column=\"%s\"".formatted(escaped(column))));
    }

    void reloaded(boolean isGood) {
        (isGood ? reloads : failedReloads).increment();
    }

    private static void add(Map<String, LongAdder> counts, String labels) {
        counts.computeIfAbsent(labels, key -> new LongAdder()).increment();
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    /** All counts as text. */
    String text(int inFlight) {
        StringBuilder text = new StringBuilder();
        family(text, "descent_requests_total", "counter", "Requests that were answered.", requests);
        header(text, "descent_request_seconds", "histogram", "Time from the first byte of a request to its answer.");
        long count = 0;
        for (int i = 0; i < buckets.length; i++) {
            count += buckets[i].sum();
            String bound = i < BUCKETS.length ? Decimal.text(BUCKETS[i]) : "+Inf";
            text.append("descent_request_seconds_bucket{le=\"%s\"} %d\n".formatted(bound, count));
        }
        text.append(String.format(Locale.ROOT, "descent_request_seconds_sum %s\n", seconds.sum()));
        text.append("descent_request_seconds_count %d\n".formatted(count));
        single(text, "descent_requests_in_flight", "gauge", "Requests that are being answered.", inFlight);
        single(text, "descent_rows_total", "counter", "Rows that were predicted.", rows.sum());
        single(text, "descent_bad_rows_total", "counter", "Rows with a cell that cannot be used.", badRows.sum());
        family(text, "descent_missing_cells_total", "counter", "Missing cells of predicted rows.", missing);
        family(text, "descent_unseen_words_total", "counter", "Words that the training set does not have.", unseen);
        single(text, "descent_model_reloads_total", "counter", "Models that replaced the one before.", reloads.sum());
        single(
                text,
                "descent_model_reload_failures_total",
                "counter",
                "New models that could not be loaded.",
                failedReloads.sum());
        return text.toString();
    }

    private static void header(StringBuilder text, String name, String type, String help) {
        text.append("# HELP %s %s\n# TYPE %s %s\n".formatted(name, help, name, type));
    }

    private static void single(StringBuilder text, String name, String type, String help, long value) {
        header(text, name, type, help);
        text.append("%s %d\n".formatted(name, value));
    }

    private static void family(
            StringBuilder text, String name, String type, String help, Map<String, LongAdder> counts) {
        header(text, name, type, help);
        counts.forEach((labels, count) -> text.append("%s{%s} %d\n".formatted(name, labels, count.sum())));
    }
}
