package io.descent.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TerminalTest {
    private final StringWriter printed = new StringWriter();
    private final Terminal terminal = new Terminal(new PrintWriter(printed, true));

    @Test
    void controlCharactersAreEscapedHoweverTheyAreWritten() {
        terminal.print("a\u001b[2J\tb\rc");
        terminal.write("xx\u009bxx".toCharArray(), 1, 3);
        terminal.write('\u202e');
        assertThat(printed).hasToString("a\\u001b[2J\tb\\u000dcx\\u009bx\\u202e");
    }

    @Test
    void linesEndAsTheSystemEndsThem() {
        terminal.print("one\ntwo\r\n");
        assertThat(printed).hasToString("one\ntwo\r\n");
    }

    @Test
    void controlSequencesOfTheCommandStay() {
        Terminal.control(terminal, "\r\u001b[K");
        assertThat(printed).hasToString("\r\u001b[K");
    }
}
