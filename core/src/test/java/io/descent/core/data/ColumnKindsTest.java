package io.descent.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.core.data.DataReport.ColumnReport;
import io.descent.core.random.RandomStreams;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the columns of a table are, rule by rule. */
class ColumnKindsTest {
    private static final double DAY = 86_400;

    @TempDir
    Path folder;

    private Sheet sheet(int rows) {
        return new Sheet(folder, rows).with("x", i -> Integer.toString(i * i));
    }

    private static String date(int i, String pattern) {
        return LocalDate.of(2020, 1, 1).plusDays(17L * i).format(DateTimeFormatter.ofPattern(pattern, Locale.ROOT));
    }

    private static double[] dates(int count) {
        return IntStream.range(0, count)
                .mapToDouble(i -> (LocalDate.of(2020, 1, 1).toEpochDay() + 17L * i) * DAY)
                .toArray();
    }

    private static void assertIgnored(ColumnReport report, String remark) {
        assertThat(report.kind()).isEqualTo("ignored");
        assertThat(report.encoding()).isEmpty();
        assertThat(report.remark()).isEqualTo(remark);
    }

    @Test
    void numbersAreNumeric() {
        Sheet sheet = sheet(40).with("a", "1.5", "-2", "+3", ".25", "1e2", "7.", "0.5");
        assertThat(sheet.report("a")).isEqualTo(new ColumnReport("a", "numeric", 0, 7, "standardize", ""));
        assertThat(Sheet.numbers(sheet.load().train(), "a")).startsWith(1.5, -2, 3, 0.25, 100, 7, 0.5);
    }

    @Test
    void wordsAreCategoriesInTheOrderOfTheAlphabet() {
        Sheet sheet = sheet(40).with("a", "red", "green", " blue ", "red");
        assertThat(sheet.report("a")).isEqualTo(new ColumnReport("a", "categorical", 0, 3, "one-hot 3", ""));
        TrainingData data = sheet.load().encode(Precision.FLOAT32);
        assertThat(data.encoding().inputs()).containsExactly("x", "a = blue", "a = green", "a = red");
        assertThat(IntStream.range(0, 4).mapToDouble(k -> data.train().input(2, k)))
                .endsWith(1.0, 0.0, 0.0);
    }

    /** Equal numbers are the same word. */
    @Test
    void categoriesThatAreNumbersAreSpeltInOneWay() {
        Sheet sheet = sheet(40).with("a", "1", "1.0", "2.50", "2.5", "1e1", "unknown");
        assertThat(sheet.report("a", spec -> spec.withColumn("a", ColumnChoice.parse("categorical")))
                        .distinct())
                .isEqualTo(4);
        assertThat(Sheet.texts(
                        sheet.load(spec -> spec.withColumn("a", ColumnChoice.parse("categorical")))
                                .train(),
                        "a"))
                .startsWith("1", "1", "2.5", "2.5", "10", "unknown");
    }

    @ParameterizedTest
    @CsvSource({"yes, no", "True, FALSE", "t, F", "Y, n"})
    void twoWordsForTrueAndFalseAreBoolean(String yes, String no) {
        Sheet sheet = sheet(40).with("a", yes, no, yes.toUpperCase(Locale.ROOT), "");
        assertThat(sheet.report("a")).isEqualTo(new ColumnReport("a", "boolean", 10, 2, "1 or -1 + missing", ""));
        TrainingData data = sheet.load().encode(Precision.FLOAT32);
        assertThat(data.encoding().inputs()).containsExactly("x", "a", "a is missing");
        assertThat(IntStream.range(0, 4).mapToDouble(i -> data.train().input(i, 1)))
                .containsExactly(1.0, -1.0, 1.0, 0.0);
        assertThat(IntStream.range(0, 4).mapToDouble(i -> data.train().input(i, 2)))
                .containsExactly(0.0, 0.0, 0.0, 1.0);
    }

    @Test
    void wordsOfTwoPairsAreCategories() {
        assertThat(sheet(40).with("a", "yes", "no", "t").report("a").kind()).isEqualTo("categorical");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yyyy-MM-dd", "yyyy/MM/dd", "dd.MM.yyyy", "MM/dd/yyyy", "dd/MM/yyyy", "dd-MM-yyyy"})
    void datesAreFoundInEveryPattern(String pattern) {
        Sheet sheet = sheet(40).with("d", i -> date(i, pattern));
        ColumnReport report = sheet.report("d");
        assertThat(report.kind()).isEqualTo("date");
        assertThat(report.remark()).isEmpty();
        assertThat(report.encoding()).endsWith("date parts");
        assertThat(Sheet.numbers(sheet.load().train(), "d")).containsExactly(dates(40));
        assertThat(Sheet.texts(sheet.load().train(), "d")).startsWith(date(0, pattern), date(1, pattern));
        assertThat(sheet.load().encode(Precision.FLOAT32).columns().get("d")).hasToString("date " + pattern);
    }

    /** Thousands of different dates are not kept as words. */
    @ParameterizedTest
    @ValueSource(strings = {"yyyy-MM-dd", "dd/MM/yyyy"})
    void manyDatesAreFound(String pattern) {
        Sheet sheet = sheet(2500).with("d", i -> date(i, pattern));
        assertThat(sheet.report("d").kind()).isEqualTo("date");
        assertThat(Sheet.numbers(sheet.load().train(), "d")).containsExactly(dates(2500));
    }

    @Test
    void datesMayHaveATimeOfDayAndAZone() {
        Sheet sheet = sheet(40).with("d", "2020-01-01 12:30", "2020-01-02T00:00:05.5Z", "2020-01-03 01:00:00+01:00");
        double first = LocalDate.of(2020, 1, 1).toEpochDay() * DAY;
        assertThat(Sheet.numbers(sheet.load().train(), "d"))
                .startsWith(first + 12.5 * 3600, first + DAY + 5.5, first + 2 * DAY);
    }

    @Test
    void dayAndMonthThatCannotBeToldApartAreRemarked() {
        Sheet sheet = sheet(40).with("d", "01/02/2020", "03/04/2021", "05/06/2022");
        assertThat(sheet.report("d").remark())
                .isEqualTo(
                        "read as MM/dd/yyyy, but could be dd/MM/yyyy; if so, say data.columns: {d: date dd/MM/yyyy}");
        assertThat(Sheet.texts(sheet.load().train(), "d")).startsWith("01/02/2020");
        assertThat(Sheet.numbers(sheet.load().train(), "d")[0])
                .isEqualTo((double) LocalDate.of(2020, 1, 2).toEpochDay() * DAY);
        RawData other = sheet.load(spec -> spec.withColumn("d", ColumnChoice.parse("date dd/MM/yyyy")));
        assertThat(Sheet.numbers(other.train(), "d")[0])
                .isEqualTo((double) LocalDate.of(2020, 2, 1).toEpochDay() * DAY);
        assertThat(Sheet.report(other, "d").remark()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0,5 | -1,25 | 0.5 | -1.25", // decimal comma
                "1,234,567.5 | 12 | 1234567.5 | 12", // commas between thousands
                "1.234.567,5 | 12 | 1234567.5 | 12", // points between thousands
                "1 234 567.5 | 12 | 1234567.5 | 12",
                "1 234,5 | 12 | 1234.5 | 12",
                "1'234'567.5 | 12 | 1234567.5 | 12",
                "11.2% | 5 % | 11.2 | 5",
                "$0.94 | -$1,000 | 0.94 | -1000",
                "€ 3 | €4.5 | 3 | 4.5",
                "3,50 € | 1.000,00 € | 3.5 | 1000",
            })
    void otherNotationsOfNumbersAreNumeric(String first, String second, double one, double two) {
        Sheet sheet = sheet(40).with("a", first, second, "");
        ColumnReport report = sheet.report("a");
        assertThat(report.kind()).isEqualTo("numeric");
        assertThat(report.remark()).isEqualTo("numbers such as " + first);
        assertThat(report.missing()).isEqualTo(13);
        assertThat(Sheet.numbers(sheet.load().train(), "a")).startsWith(one, two, Double.NaN);
    }

    /** The other columns decide what 1,234 and 1.234 mean. */
    @Test
    void theDecimalSeparatorIsThatOfTheOtherColumns() {
        Sheet points = sheet(40).with("a", "1,234", "2,500").with("b", "0.5", "1.25");
        assertThat(Sheet.numbers(points.load().train(), "a")).startsWith(1234, 2500);
        Sheet commas = sheet(40).with("a", "1,234", "2,500").with("b", "0,5", "1,25");
        assertThat(Sheet.numbers(commas.load().train(), "a")).startsWith(1.234, 2.5);
        Sheet grouped = sheet(40).with("a", "1.234", "2.500").with("b", "0,5", "1,25");
        assertThat(Sheet.numbers(grouped.load().train(), "a")).startsWith(1234, 2500);
        Sheet plain = sheet(40).with("a", "1.234", "2.500").with("b", "0.5", "1.25");
        assertThat(Sheet.numbers(plain.load().train(), "a")).startsWith(1.234, 2.5);
    }

    @Test
    void theUserMayGiveTheSeparators() {
        Sheet sheet = sheet(40).with("a", "1,234", "2,5");
        assertThat(Sheet.numbers(
                        sheet.load(spec -> spec.withFormat(TableFormat.DEFAULT.withNumbers(",", null)))
                                .train(),
                        "a"))
                .startsWith(1.234, 2.5);
        Sheet groups = sheet(40).with("a", "1,234", "2,500").with("b", "0,5", "1,2");
        assertThatThrownBy(() -> groups.load(spec -> spec.withFormat(TableFormat.DEFAULT.withNumbers(".", ","))
                        .withColumn("b", ColumnChoice.parse("numeric"))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("line 2, column 'b': '0,5' is not a number");
    }

    @Test
    void leadingZerosMakeWords() {
        Sheet sheet = sheet(40).with("zip", "01234", "01235", "99999", "00000");
        assertThat(sheet.report("zip").kind()).isEqualTo("categorical");
        assertThat(Sheet.texts(sheet.load().train(), "zip")).startsWith("01234", "01235", "99999", "00000");
        Sheet late = sheet(40).with("zip", i -> i < 30 ? Integer.toString(20000 + i % 3) : "00501");
        assertThat(late.report("zip").kind()).isEqualTo("categorical");
        assertThat(Sheet.texts(late.load().train(), "zip")[35]).isEqualTo("00501");
        assertThat(sheet(40).with("a", "0.5", "0", "-0.25").report("a").kind()).isEqualTo("numeric");
    }

    @Test
    void idsAreLeftOut() {
        assertIgnored(sheet(40).with("code", i -> "x" + i).report("code"), "every cell is different, as in an id");
        for (String name : List.of("id", "customer_id", "PassengerId", "ID", "row", "index")) {
            assertIgnored(
                    sheet(40)
                            .with(name, i -> Integer.toString(i * 7919 % 104729))
                            .report(name),
                    "every cell is different, as in an id");
        }
        for (String name : List.of("paid", "number", "grid")) {
            assertThat(sheet(40)
                            .with(name, i -> Integer.toString(i * 7919 % 104729))
                            .report(name)
                            .kind())
                    .isEqualTo("numeric");
        }
        assertThat(sheet(9).with("code", i -> "x" + i).report("code").kind())
                .as("nine rows show nothing")
                .isEqualTo("categorical");
    }

    @Test
    void numbersThatCountTheRowsAreLeftOut() {
        for (int from : new int[] {0, 1, 1001}) {
            assertIgnored(sheet(40).with("n", i -> Integer.toString(from + i)).report("n"), "counts the rows");
        }
        assertThat(sheet(40).with("n", i -> Integer.toString(2 * i)).report("n").kind())
                .isEqualTo("numeric");
    }

    /** What pandas writes without index=False. */
    @Test
    void anUnnamedColumnOfDifferentWholeNumbersIsAnIndex() {
        assertIgnored(
                sheet(40).with("", i -> Integer.toString(i * 7919 % 104729)).report("c2"),
                "every cell is different, as in an id");
        assertThat(sheet(40).with("", "5", "7").report("c2").kind()).isEqualTo("numeric");
        RawData data = sheet(40).with("", "5", "7").load(spec -> spec.withIgnore(""));
        assertThat(data.schema().features()).containsExactly("x");
        assertThat(data.report().notes()).singleElement().asString().contains("column 2 has no name and is called c2");
    }

    @Test
    void aConstantColumnHasNoInfluence() {
        Sheet sheet = sheet(40).with("k", "14.62");
        assertThat(sheet.report("k"))
                .isEqualTo(new ColumnReport("k", "numeric", 0, 1, "always 0", "constant: no influence"));
        TrainingData data = sheet.load().encode(Precision.FLOAT32);
        int input = data.encoding().inputs().indexOf("k");
        assertThat(data.train().input(7, input)).isZero();
        Table other = Table.of(List.of("x", "k"), new double[][] {{1, 1000}, {1, -1e300}});
        Examples later =
                RawExamples.of(other, data.schema(), data.encoding(), false).encode(data.encoding(), Precision.FLOAT32);
        assertThat(later.input(0, input)).isZero();
        assertThat(later.input(1, input)).isZero();
        assertIgnored(sheet(40).with("k", "EUR").report("k"), "every cell is 'EUR'");
        assertIgnored(sheet(40).with("k", "yes").report("k"), "every cell is 'yes'");
        assertThat(sheet(40).with("k", "EUR", "").report("k").encoding())
                .as("missing is information")
                .isEqualTo("one-hot 1 + missing");
    }

    @Test
    void freeTextIsLeftOut() {
        assertIgnored(
                sheet(200).with("text", i -> "word" + (i < 150 ? i : 0)).report("text"),
                "most cells are different, as in free text");
        assertIgnored(
                sheet(200)
                        .with("text", i -> "a sentence with some words and the number " + i % 40)
                        .report("text"),
                "the cells are sentences");
        assertThat(sheet(200).with("text", i -> "word" + i % 90).report("text").kind())
                .isEqualTo("categorical");
    }

    @Test
    void aColumnOfMissingCellsIsLeftOut() {
        assertIgnored(sheet(40).with("a", "", "NA", " ? ").report("a"), "all cells are missing");
        assertThat(sheet(40).with("a", "", "NA").report("a").missing()).isEqualTo(40);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "NA", "N/A", "NaN", "null", "None", "?", "-", " NA ", "\t?"})
    void markersOfMissingCellsHaveBlanksAroundThem(String marker) {
        ColumnReport numbers = sheet(40)
                .with("a", i -> i == 20 ? marker : Integer.toString(i * 3))
                .report("a");
        assertThat(numbers).isEqualTo(new ColumnReport("a", "numeric", 1, 39, "standardize + missing", ""));
        ColumnReport words =
                sheet(40).with("a", i -> i == 20 ? marker : "w" + i % 3).report("a");
        assertThat(words).isEqualTo(new ColumnReport("a", "categorical", 1, 3, "one-hot 3 + missing", ""));
    }

    @Test
    void aListReplacesTheMarkersOfMissingCells() {
        Sheet sheet = sheet(40).with("a", "1", "2", "4", "x", "").with("b", "NA", "EU", "AS");
        RawData data = sheet.load(spec -> spec.withFormat(TableFormat.DEFAULT.withMissing("x")));
        assertThat(Sheet.report(data, "a").missing()).isEqualTo(16);
        assertThat(Sheet.report(data, "b").missing()).isZero();
        assertThat(Sheet.texts(data.train(), "b")).startsWith("NA", "EU", "AS");
        assertThat(Sheet.report(sheet.load(), "b").missing()).isEqualTo(14);
    }

    @Test
    void aMarkerInMoreThanATenthOfTheWordsMayBeACategory() {
        Sheet often = sheet(40).with("alley", i -> i % 8 == 0 ? "None" : i % 2 == 0 ? "gravel" : "paved");
        assertThat(often.report("alley").remark())
                .isEqualTo("'None' counts as missing in 5 rows; if it is a category, list the markers of missing cells"
                        + " without it in data.missing");
        Sheet rarely = sheet(40).with("alley", i -> i % 10 == 0 ? "None" : i % 2 == 0 ? "gravel" : "paved");
        assertThat(rarely.report("alley").remark()).isEmpty();
    }

    @Test
    void oneOddWordAmongNumbersIsAnError() {
        Sheet sheet = sheet(40).with("price", i -> i == 30 ? "tbd" : i + ".5");
        assertThatThrownBy(sheet::load)
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        folder.resolve("sheet.csv")
                                + ": line 32, column 'price': 'tbd' is among numbers; if it marks a missing cell, say"
                                + " data.missing: ['tbd'], and if the column has words, say data.columns: {price: categorical}");
        RawData data = sheet.load(spec -> spec.withFormat(TableFormat.DEFAULT.withMissing("tbd")));
        assertThat(Sheet.report(data, "price").missing()).isEqualTo(1);
        Sheet dates = sheet(40).with("d", i -> i == 30 ? "soon" : date(i, "yyyy-MM-dd"));
        assertThatThrownBy(dates::load).hasMessageContaining("line 32, column 'd': 'soon' is among dates");
    }

    @Test
    void oddWordsAtTheTopAreErrorsToo() {
        Sheet sheet = sheet(40).with("price", i -> i == 1 ? "tbd" : i == 7 ? "n.a." : i + ".5");
        assertThatThrownBy(sheet::load)
                .hasMessageContaining("line 3, column 'price': 'tbd' is among numbers")
                .hasMessageContaining("data.missing: ['tbd', 'n.a.']");
    }

    @Test
    void moreThanFiveOddWordsMakeACategory() {
        Sheet five = sheet(200).with("a", i -> i >= 100 && i < 105 ? "w" + i : Integer.toString(i % 20));
        assertThatThrownBy(five::load)
                .hasMessageContaining("line 102, column 'a'")
                .hasMessageContaining("['w100', 'w101', 'w102', 'w103', 'w104']");
        Sheet six = sheet(200).with("a", i -> i >= 100 && i < 106 ? "w" + i : Integer.toString(i % 20));
        assertThat(six.report("a").kind()).isEqualTo("categorical");
        assertThat(six.report("a").distinct()).isEqualTo(26);
        assertThat(Sheet.texts(six.load().train(), "a")).contains("19", "0", "w105");
    }

    @Test
    void theUserOverrulesWhatIsFound() {
        Sheet sheet = sheet(40)
                .with("zip", i -> Integer.toString(10000 + i % 3))
                .with("n", i -> Integer.toString(i))
                .with("word", i -> "x" + i)
                .with("flag", "on", "off")
                .with("scaled", "1", "5", "9")
                .with("gone", "1", "5", "9");
        RawData data = sheet.load(spec -> spec.withColumn("zip", ColumnChoice.parse("categorical"))
                .withColumn("n", ColumnChoice.parse("numeric"))
                .withColumn("word", ColumnChoice.parse("categorical"))
                .withColumn("flag", ColumnChoice.parse("boolean"))
                .withColumn("scaled", ColumnChoice.parse("min-max"))
                .withColumn("gone", ColumnChoice.parse("ignore")));
        assertThat(data.schema().features()).containsExactly("x", "zip", "n", "word", "flag", "scaled");
        assertThat(Sheet.report(data, "zip").encoding()).isEqualTo("one-hot 3");
        assertThat(Sheet.report(data, "n").encoding()).isEqualTo("standardize");
        assertThat(Sheet.report(data, "word").encoding()).isEqualTo("one-hot 0 + others");
        assertThat(Sheet.report(data, "flag").encoding()).isEqualTo("1 or -1");
        assertThat(Sheet.numbers(data.train(), "flag")).startsWith(1, 0);
        assertThat(Sheet.report(data, "scaled").encoding()).isEqualTo("min-max");
        assertThat(data.encode(Precision.FLOAT32).columns().toString())
                .isEqualTo("{flag=boolean, gone=ignore, n=numeric, scaled=min-max, word=categorical, x=numeric,"
                        + " zip=categorical}");
        assertThatThrownBy(() -> sheet.load(spec -> spec.withColumn("flag", ColumnChoice.parse("numeric"))))
                .hasMessageContaining("line 2, column 'flag': 'on' is not a number");
        assertThatThrownBy(() -> sheet.load(spec -> spec.withColumn("flag", ColumnChoice.parse("date"))))
                .hasMessageContaining("line 2, column 'flag': 'on' is not a date such as yyyy-MM-dd");
        assertThatThrownBy(() -> sheet.load(spec -> spec.withColumn("scaled", ColumnChoice.parse("boolean"))))
                .hasMessageContaining("line 4, column 'scaled': '9' is not one of two words");
        assertThatThrownBy(() -> sheet.load(spec -> spec.withColumn("zipp", ColumnChoice.parse("ignore"))))
                .hasMessageContaining("the column of data.columns 'zipp' is missing; did you mean 'zip'?");
    }

    /** What was found, written into an experiment, is found again. */
    @Test
    void columnsThatWereFoundAreFoundAgain() {
        Sheet sheet = sheet(60)
                .with("id", i -> "x" + i)
                .with("d", "01/02/2020", "03/04/2021", "05/06/2022")
                .with("money", "$1,000", "$2.50")
                .with("groups", "1,234", "2,500")
                .with("colour", "red", "blue", "None")
                .with("flag", "yes", "no", "")
                .with("k", "7");
        RawData first = sheet.load();
        TrainingData encoded = first.encode(Precision.FLOAT64);
        RawData second = sheet.load(spec -> spec.resolved(encoded.summary()));
        assertThat(Digests.of(second.encode(Precision.FLOAT64))).isEqualTo(Digests.of(encoded));
        assertThat(second.schema()).isEqualTo(first.schema());
        assertThat(Sheet.numbers(second.train(), "groups")).startsWith(1234, 2500);
        Sheet german = sheet(60).with("groups", "1.234", "2.500").with("commas", "0,5", "1,25");
        TrainingData grouped = german.load().encode(Precision.FLOAT64);
        RawData again = german.load(spec -> spec.resolved(grouped.summary()));
        assertThat(Sheet.numbers(again.train(), "groups")).startsWith(1234, 2500);
    }

    /** An odd word before 100,000 different numbers is found, although the column is received as words at first. */
    @Test
    void oddWordsBeforeVeryManyNumbersAreErrors() {
        Sheet sheet = sheet(100_100).with("a", i -> i == 3 ? "n.a." : i * i % 1_000_003 + ".5");
        assertThatThrownBy(sheet::load)
                .hasMessageContaining("line 5, column 'a': 'n.a.' is among numbers; if it marks a missing cell");
        Sheet money = sheet(2000).with("a", i -> i == 0 ? "free" : "$" + i + ".50");
        assertThatThrownBy(money::load).hasMessageContaining("line 2, column 'a': 'free' is among numbers");
        Sheet codes = sheet(2000).with("a", i -> "%05d".formatted(7 * i));
        assertThat(codes.report("a", spec -> spec.withColumn("a", ColumnChoice.parse("categorical")))
                        .distinct())
                .isEqualTo(2000);
    }

    @Test
    void aColumnOfVeryManyWordsIsLeftOutWithoutKeepingThem() {
        Sheet sheet = sheet(100_050).with("text", i -> i < 50 ? "same" : "word" + i);
        assertIgnored(sheet.report("text"), "more than 100,000 different words");
        RawData data = sheet.load(spec -> spec.withColumn("text", ColumnChoice.parse("categorical")));
        assertThat(Sheet.report(data, "text").encoding()).isEqualTo("one-hot 1 + others");
    }

    /** A column that begins with numbers and turns out to have words is read again, so that every digit is kept. */
    @Test
    void digitsOfWordsAreNotLost() throws IOException {
        Sheet sheet =
                sheet(40).with("a", i -> i < 5 ? "12345678901234567890" : i % 2 == 0 ? "red" : "1234567890123456789");
        assertThat(sheet.report("a").kind()).isEqualTo("categorical");
        assertThat(Sheet.texts(sheet.load().train(), "a"))
                .startsWith("12345678901234567890")
                .endsWith("1234567890123456789");
        Path file = Files.writeString(folder.resolve("t.csv"), "a,b\n1.50,1\n7,2\nred,3\n");
        assertThat(Table.csv(file).text(0, "a")).isEqualTo("1.50");
    }

    @Test
    void aTableWithoutFeaturesSaysWhatWasLeftOut() {
        Sheet sheet = new Sheet(folder, 40).with("id", i -> "x" + i).with("k", "EUR");
        assertThatThrownBy(sheet::load)
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(folder.resolve("sheet.csv")
                        + ": no feature columns are left besides the label 'y'; left out: 'id' (every cell is different,"
                        + " as in an id), 'k' (every cell is 'EUR'); keep a column with data.columns: {NAME: numeric} or"
                        + " categorical");
    }

    @Test
    void fewWholeNumbersStayNumericAndAreRemarked() {
        assertThat(sheet(100).with("class", "1", "2", "3").report("class"))
                .isEqualTo(new ColumnReport("class", "numeric", 0, 3, "standardize", "few values; categorical?"));
    }

    @Test
    void rareWordsShareAnInput() {
        Sheet sheet = sheet(60).with("a", i -> i < 2 ? "rare" : i < 4 ? "rarer" : i % 2 == 0 ? "red" : "blue");
        assertThat(sheet.report("a").encoding()).isEqualTo("one-hot 2 + others");
        RawData data = sheet.load(spec -> spec.withCategories(new Categories(1, 1, 0)));
        assertThat(Sheet.report(data, "a").encoding()).isEqualTo("one-hot 1 + others");
    }

    /** Messages fit on a screen, however long cells and names are. */
    @Test
    void messagesAreShort() {
        String name = "n".repeat(5000);
        String cell = "c".repeat(50_000);
        List<Sheet> wrong = List.of(
                sheet(40).with(name, i -> i == 30 ? cell : i + ".5"),
                sheet(40).with(name, i -> i == 1 ? cell : i + ".5"),
                sheet(40).with("a", i -> i % 9 == 8 ? cell + i : i + ".5"),
                sheet(40).with(name, i -> cell),
                new Sheet(folder, 40).with(name, i -> cell + i));
        for (Sheet each : wrong) {
            try {
                assertShort(each.report(each.load().schema().features().get(0)).remark());
                each.load().report().columns().forEach(column -> assertShort(column.remark()));
            } catch (InvalidInputException e) {
                assertShort(e.getMessage());
            }
        }
        Sheet many = sheet(40);
        for (int j = 0; j < 500; j++) {
            many.with("column" + j, "w" + j);
        }
        assertThatThrownBy(() -> RawData.load(
                        DataSpec.csv(many.file("many.csv"), "colum7"), Precision.FLOAT32, new RandomStreams(1)))
                .satisfies(e -> assertShort(e.getMessage()))
                .hasMessageContaining("the label column 'colum7' is missing; did you mean 'column7'");
    }

    private static void assertShort(String message) {
        assertThat(message.length()).isLessThanOrEqualTo(2000);
    }
}
