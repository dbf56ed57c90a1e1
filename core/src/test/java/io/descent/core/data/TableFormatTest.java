package io.descent.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableFormatTest {
    private static final TableFormat FOUND = TableFormat.DEFAULT;

    @Test
    void separatorIsACharacterOrAWord() {
        assertThat(FOUND.separatorCharacter()).isNull();
        assertThat(FOUND.withSeparator("tab").separatorCharacter()).isEqualTo('\t');
        assertThat(FOUND.withSeparator("semicolon").separatorCharacter()).isEqualTo(';');
        assertThat(FOUND.withSeparator("~").separatorCharacter()).isEqualTo('~');
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ab", "\"", "a", "7", "\n", "\\", "\uD83D"})
    void otherSeparatorsAreRefused(String separator) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FOUND.withSeparator(separator))
                .withMessageStartingWith("separator is '");
    }

    @Test
    void wordForASeparatorIsSuggested() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FOUND.withSeparator("semicolons"))
                .withMessage(
                        "separator is 'semicolons'; expected one character, or comma, semicolon, tab, pipe or space; did you mean 'semicolon'?");
    }

    @Test
    void separatorsOfNumbersDiffer() {
        assertThat(FOUND.withNumbers(",", ".").thousandsCharacter()).isEqualTo('.');
        assertThat(FOUND.withNumbers(",", "space").thousandsCharacter()).isEqualTo(' ');
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FOUND.withNumbers(";", null))
                .withMessage("decimal is ';'; expected . or ,");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FOUND.withNumbers(",", ","))
                .withMessage("decimal and thousands are both ','; they must differ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FOUND.withNumbers(null, "3"))
                .withMessageStartingWith("thousands is '3'; expected one character");
    }

    @ParameterizedTest
    @CsvSource({
        "utf-8, UTF-8",
        "UTF8, UTF-8",
        "latin-1, ISO-8859-1",
        "Latin1, ISO-8859-1",
        "windows-1252, windows-1252",
        "cp1252, windows-1252",
        "ansi, windows-1252",
        "utf-16, UTF-16"
    })
    void encodingIsAnyOfTheJdk(String encoding, String charset) {
        assertThat(FOUND.withEncoding(encoding).charset()).hasToString(charset);
        assertThat(FOUND.charset()).isNull();
    }

    @Test
    void unknownEncodingIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FOUND.withEncoding("uft-8"))
                .withMessageStartingWith("unknown encoding 'uft-8'; did you mean 'utf-8'?");
        assertThatIllegalArgumentException().isThrownBy(() -> FOUND.withEncoding("no such thing"));
        assertThatIllegalArgumentException().isThrownBy(() -> FOUND.withEncoding(""));
    }

    @Test
    void commentIsOneCharacterOtherThanTheSeparator() {
        assertThat(FOUND.withComment("#").comment()).isEqualTo("#");
        for (String wrong : List.of("", "//", " ", "\"")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> FOUND.withComment(wrong))
                    .withMessageStartingWith("comment is '" + wrong + "'; expected one character such as #");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FOUND.withComment(";").withSeparator("semicolon"))
                .withMessage("comment and separator are both ';'; they must differ");
    }

    @Test
    void quotesAreOneOfThreeKinds() {
        assertThat(FOUND.withQuotes("backslash").quotes()).isEqualTo("backslash");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FOUND.withQuotes("single"))
                .withMessage("quotes is 'single'; expected doubled, backslash or none");
    }

    @Test
    void listOfMissingTextsReplacesTheDefault() {
        assertThat(FOUND.missingMarkers()).containsExactly("NA", "N/A", "NaN", "null", "None", "?", "-");
        assertThat(FOUND.withMissing(" -999 ", "unknown", "", "-999").missingMarkers())
                .containsExactly("-999", "unknown");
        assertThat(FOUND.withMissing().missingMarkers()).isEmpty();
    }

    @Test
    void copiesKeepEverythingElse() {
        TableFormat all = FOUND.withSeparator(";")
                .withNumbers(",", ".")
                .withEncoding("latin-1")
                .withQuotes("doubled")
                .withHeader(false)
                .withComment("#")
                .withMissing("x");
        assertThat(all).isEqualTo(new TableFormat(";", ",", ".", "latin-1", "doubled", false, "#", List.of("x")));
        assertThat(all.charset()).isEqualTo(StandardCharsets.ISO_8859_1);
    }
}
