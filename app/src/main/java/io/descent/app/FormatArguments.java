package io.descent.app;

import io.descent.core.config.internal.YamlFile;
import io.descent.core.data.TableFormat;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.table.internal.FeatureColumn;
import io.descent.inference.table.internal.InputEncoding;
import io.descent.inference.table.internal.NumberFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how a table is written. What is left out is found from the table itself. */
final class FormatArguments {
    @Option(
            names = "--separator",
            paramLabel = "S",
            description = "What stands between two cells: a character, or comma, semicolon, tab, pipe or space.")
    private @Nullable String separator;

    @Option(names = "--decimal", paramLabel = "C", description = "The decimal separator of numbers, . or ,.")
    private @Nullable String decimal;

    @Option(
            names = "--thousands",
            paramLabel = "C",
            description = "The separator of thousands: a character, or the word space.")
    private @Nullable String thousands;

    @Option(
            names = "--encoding",
            paramLabel = "E",
            description = "The character set, such as latin-1, windows-1252 or utf-16. Default: UTF-8.")
    private @Nullable String encoding;

    @Option(
            names = "--quotes",
            paramLabel = "Q",
            description = "How a quote is written within quotes: doubled, backslash, or none if quotes mean nothing.")
    private @Nullable String quotes;

    @Option(names = "--no-header", description = "The first line is a row; columns are called c1, c2, ...")
    private boolean noHeader;

    @Option(names = "--comment", paramLabel = "C", description = "The character that begins a comment line.")
    private @Nullable String comment;

    @Option(
            names = "--missing",
            paramLabel = "TEXT",
            description = "A text that marks a missing cell, in place of NA, N/A, NaN, null, None, ? and -."
                    + " An empty cell is always missing. Repeat for more texts.")
    private List<String> missing = new ArrayList<>();

    /** The options that were given. */
    List<GivenOption> given() {
        List<GivenOption> given = new ArrayList<>();
        GivenOption.add(given, "--separator", "separator", separator);
        GivenOption.add(given, "--decimal", "decimal", decimal);
        GivenOption.add(given, "--thousands", "thousands", thousands);
        GivenOption.add(given, "--encoding", "encoding", encoding);
        GivenOption.add(given, "--quotes", "quotes", quotes);
        if (noHeader) {
            given.add(new GivenOption("--no-header", "header", GivenOption.plain("false")));
        }
        GivenOption.add(given, "--comment", "comment", comment);
        GivenOption.add(given, "--missing", "missing", missing);
        return given;
    }

    /**
     * How the table is written.
     *
     * @param file the table in messages
     * @throws InvalidInputException if an option is invalid
     */
    TableFormat format(Path file, PluginRegistry registry) {
        return YamlFile.of(file.toString(), GivenOption.section(given()), Path.of(""), List.of())
                .bind(TableFormat.class, registry);
    }

    /**
     * The encoding of a model for a table that is written in another way than the one that the model was trained on.
     *
     * @param format the result of {@link #format}
     */
    InputEncoding encoding(InputEncoding trained, TableFormat format) {
        boolean otherNumbers = decimal != null || thousands != null;
        if (!otherNumbers && missing.isEmpty()) {
            return trained;
        }
        String separatorOfThousands = thousands == null ? "" : thousands.equals("space") ? " " : thousands;
        String point = Objects.requireNonNullElse(decimal, separatorOfThousands.equals(".") ? "," : ".");
        List<FeatureColumn> columns = trained.columns().stream()
                .map(each -> otherNumbers && each.format() instanceof NumberFormat numbers
                        ? new FeatureColumn(
                                each.name(),
                                each.kind(),
                                new NumberFormat(point, separatorOfThousands, numbers.unit()),
                                each.encoder())
                        : each)
                .toList();
        return new InputEncoding(
                columns, missing.isEmpty() ? trained.missing() : new HashSet<>(format.missingMarkers()));
    }
}
