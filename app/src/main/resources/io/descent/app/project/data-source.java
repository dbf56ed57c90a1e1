package __group__;

import io.descent.api.DataSource;
import io.descent.api.Hyperparameter;
import io.descent.api.Rows;
import java.util.List;
import java.util.Random;

/** The data source {@code __name__}: random points on a board of light and dark squares. Say here what it reads. */
public record __class__(
        @Hyperparameter(min = 1, max = 1_000_000, help = "number of points") int examples,
        @Hyperparameter(min = 1, max = 100, help = "squares per side of the board") int squares,
        @Hyperparameter(help = "seed of the points") long seed)
        implements DataSource {
    public __class__() {
        this(1000, 3, 1);
    }

    @Override
    public List<String> columns() {
        return List.of("x", "y", "square");
    }

    @Override
    public String label() {
        return "square";
    }

    @Override
    public void read(Rows rows) { // called several times; must write the same rows each time
        Random random = new Random(seed);
        for (int i = 0; i < examples; i++) {
            double x = squares * random.nextDouble();
            double y = squares * random.nextDouble();
            rows.number(x).number(y).text(((int) x + (int) y) % 2 == 0 ? "dark" : "light").endRow();
        }
    }
}
