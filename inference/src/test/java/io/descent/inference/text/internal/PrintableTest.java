package io.descent.inference.text.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void whatControlsATerminalIsReplaced() {
        assertThat(Printable.line("a\u001b[31mb\r\n\u0000\u009b2J\u202ec\u2028d\ud800e\t"))
                .isEqualTo("a\ufffd[31mb\ufffd\ufffd\ufffd\ufffd2J\ufffdc\ufffdd\ufffde\ufffd");
    }

    @Test
    void otherTextStays() {
        String text = "rate = \u03bb / 2 \u2264 5 % of \ud835\udc65, Erd\u0151s";
        assertThat(Printable.line(text)).isEqualTo(text);
    }
}
