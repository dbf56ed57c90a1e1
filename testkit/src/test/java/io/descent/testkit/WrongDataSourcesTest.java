package io.descent.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.descent.api.DataSource;
import io.descent.api.Plugin;
import io.descent.api.Rows;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

public class WrongDataSourcesTest {
    private static final int ROWS = 10;

    /** A correct table of squares; each plugin below breaks one thing. */
    interface Squares extends DataSource {
        @Override
        default List<String> columns() {
            return List.of("x", "square", "parity");
        }

        @Override
        default String label() {
            return "parity";
        }

        @Override
        default void read(Rows rows) throws Exception {
            for (int i = 0; i < ROWS; i++) {
                write(i, rows);
            }
        }

        private static void write(int i, Rows rows) {
            rows.number(i)
                    .number((double) i * i)
                    .text(i % 2 == 0 ? "even" : "odd")
                    .endRow();
        }
    }

    public record IsRight() implements Squares {}

    public record HasAColumnTwice() implements Squares {
        @Override
        public List<String> columns() {
            return List.of("x", "x", "parity");
        }
    }

    public record HasAColumnWithoutName() implements Squares {
        @Override
        public List<String> columns() {
            return List.of("x", "", "parity");
        }
    }

    public record NamesALabelThatIsMissing() implements Squares {
        @Override
        public String label() {
            return "y";
        }
    }

    public record LeavesOutACell() implements Squares {
        @Override
        public void read(Rows rows) {
            for (int i = 0; i < ROWS; i++) {
                rows.number(i);
                if (i != 7) {
                    rows.number((double) i * i);
                }
                rows.text("odd").endRow();
            }
        }
    }

    public record ForgetsToEndRows() implements Squares {
        @Override
        public void read(Rows rows) {
            for (int i = 0; i < ROWS; i++) {
                rows.number(i).number((double) i * i).text("odd");
            }
        }
    }

    public record ForgetsToEndTheLastRow() implements Squares {
        @Override
        public void read(Rows rows) {
            for (int i = 0; i < ROWS; i++) {
                if (i > 0) {
                    rows.endRow();
                }
                rows.number(i).number((double) i * i).text("odd");
            }
        }
    }

    public record WritesNoRow() implements Squares {
        @Override
        public void read(Rows rows) {}
    }

    public record DrawsAnew() implements Squares {
        @Override
        public void read(Rows rows) {
            for (int i = 0; i < ROWS; i++) {
                rows.number(StrictMath.random()).number(1).text("odd").endRow();
            }
        }
    }

    /** Goes on where the last reading has ended, as a reader of an open file does. */
    public record CanBeReadOnce() implements Squares {
        private static final AtomicInteger NEXT = new AtomicInteger();

        @Override
        public void read(Rows rows) {
            for (int i = NEXT.getAndSet(ROWS); i < ROWS; i++) {
                Squares.write(i, rows);
            }
        }
    }

    public record WritesInfinity() implements Squares {
        @Override
        public void read(Rows rows) {
            for (int i = 0; i < ROWS; i++) {
                rows.number(1.0 / i).number(i).text("odd").endRow();
            }
        }
    }

    public record WritesNull() implements Squares {
        @Override
        public void read(Rows rows) {
            rows.number(1)
                    .number(1)
                    .text(System.getProperty("a property that nobody sets"))
                    .endRow();
        }
    }

    public record WritesLater() implements Squares {
        @Override
        public void read(Rows rows) {
            Squares.write(0, rows);
            Thread thread = new Thread(() -> {
                try {
                    Thread.sleep(50);
                } catch (InterruptedException e) {
                    return;
                }
                Squares.write(1, rows);
            });
            thread.setUncaughtExceptionHandler((t, e) -> {});
            thread.start();
        }
    }

    public record SwallowsExceptions() implements Squares {
        @Override
        public void read(Rows rows) {
            for (int i = 0; i < ROWS; i++) {
                try {
                    Squares.write(i, rows);
                } catch (RuntimeException e) {
                    rows.missing(); // leaves out rows that are bad
                }
            }
        }
    }

    public record CannotBeRead() implements Squares {
        @Override
        public void read(Rows rows) throws Exception {
            throw new IOException("squares.txt: no such file");
        }
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                arguments(new HasAColumnTwice(), "columns() returns the name 'x' twice"),
                arguments(new HasAColumnWithoutName(), "every column needs a name"),
                arguments(new NamesALabelThatIsMissing(), "label() returns 'y', which is not one of the columns"),
                arguments(new LeavesOutACell(), "row 7 has 2 cells, [7.0, odd], but columns() returns 3 names"),
                arguments(new ForgetsToEndRows(), "is endRow() missing?"),
                arguments(new ForgetsToEndTheLastRow(), "the last row, [9.0, 81.0, odd], is not ended"),
                arguments(new WritesNoRow(), "read() writes no row"),
                arguments(new DrawsAnew(), "fix the seed, or sort the rows"),
                arguments(new CanBeReadOnce(), "read() must write the same rows every time"),
                arguments(new WritesInfinity(), "row 0 has Infinity in the column 'x'"),
                arguments(new WritesNull(), "row 0 has a text that is null in the column 'parity'; use missing()"),
                arguments(new WritesLater(), "it writes rows after read() has returned"),
                arguments(new SwallowsExceptions(), "read() swallows the exception"),
                arguments(new CannotBeRead(), "squares.txt: no such file; test a data source that can be read"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void isRejectedInWords(Plugin plugin, String words) {
        Rejection.require(plugin, words);
    }

    @Test
    void whatTheyBreakIsRight() {
        assertThat(Rejection.complaints(new IsRight())).isEmpty();
    }
}
