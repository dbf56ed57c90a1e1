package io.descent.app;

import io.descent.core.metrics.Evaluation;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.text.internal.Decimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a metric must be, such as {@code accuracy>=0.95}.
 *
 * @param text as it was given
 * @param metric its name
 * @param operator how the metric is compared
 * @param bound with what
 */
record Requirement(String text, String metric, String operator, double bound) {
    private static final Pattern FORM = Pattern.compile("\\s*(\\S(?:.*?\\S)?)\\s*(>=|<=|>|<)\\s*([-+.0-9eE]+)\\s*");

    /**
     * Whether a requirement is met.
     *
     * @param set that was measured
     * @param value of the metric; null if it is undefined
     */
    record Outcome(
            Requirement requirement, String set, @Nullable Double value) {
        boolean isMet() {
            return value != null && requirement.allows(value);
        }

        /** In words. */
        String text() {
            return "%s of %s is %s; required: %s"
                    .formatted(
                            requirement.metric,
                            set,
                            value == null ? "undefined" : MetricsTable.number(value),
                            requirement.text.strip());
        }
    }

    /**
     * Reads a requirement.
     *
     * @throws InvalidInputException if it is none
     */
    static Requirement of(String text) {
        Matcher form = FORM.matcher(text);
        double bound = form.matches() ? Decimal.parse(form.group(3)) : Double.NaN;
        if (Double.isNaN(bound)) {
            throw new InvalidInputException(
                    "--require %s: expected a metric, one of >=, <=, > and <, and a number, such as 'accuracy>=0.95'"
                            .formatted(text));
        }
        return new Requirement(text, form.group(1), form.group(2), bound);
    }

    /** Requires it of a data file or of the test set, or of the dev set if the run has no test set. */
    Outcome check(Map<String, Evaluation> evaluations) {
        String set = List.of("data", "test", "dev", "train").stream()
                .filter(evaluations::containsKey)
                .findFirst()
                .orElseThrow();
        Map<String, @Nullable Double> values =
                Objects.requireNonNull(evaluations.get(set)).values();
        if (!values.containsKey(metric)) {
            throw new InvalidInputException("--require %s: there is no metric '%s'; metrics: %s; add others by --metric"
                    .formatted(text, metric, String.join(", ", values.keySet())));
        }
        return new Outcome(this, set, values.get(metric));
    }

    private boolean allows(double value) {
        return switch (operator) {
            case ">=" -> value >= bound;
            case "<=" -> value <= bound;
            case ">" -> value > bound;
            default -> value < bound;
        };
    }

    /** The outcomes as a file that build servers read as the results of tests. */
    static String junit(String suite, List<Outcome> outcomes) {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        xml.append("<testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" errors=\"0\" skipped=\"0\">\n"
                .formatted(
                        escaped(suite),
                        outcomes.size(),
                        outcomes.stream().filter(outcome -> !outcome.isMet()).count()));
        for (Outcome outcome : outcomes) {
            xml.append("  <testcase classname=\"descent.evaluate\" name=\"%s\""
                    .formatted(escaped(outcome.requirement.text.strip())));
            xml.append(
                    outcome.isMet()
                            ? "/>\n"
                            : ">\n    <failure message=\"%s\"/>\n  </testcase>\n".formatted(escaped(outcome.text())));
        }
        return xml.append("</testsuite>\n").toString();
    }

    /** Text in XML; characters that XML 1.0 does not have become question marks. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(c < ' ' || (c >= 0xd800 && c < 0xe000) || c >= 0xfffe ? '?' : c);
            }
        });
        return escaped.toString();
    }
}
