import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Runs every experiment in this folder and writes README.md with its table and pictures.
 *
 * <pre>java examples/notes/Table.java [FOLDER [EPOCHS]]</pre>
 *
 * The page goes to FOLDER, by default this folder. EPOCHS limits every run to that many epochs, as a quick check that all of
 * them work. Files called {@code tune-...} are studies; their rows show the run of the best trial.
 */
public final class Table {
    private static final int WIDTH = 360;
    private static final Path NOTES = Path.of("examples", "notes");

    private Table() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path target = arguments.length > 0 ? Path.of(arguments[0]) : NOTES;
        Path pictures = Files.createDirectories(target.resolve("pictures"));
        StringBuilder table = new StringBuilder("""
                # The course notes, one experiment per technique

                Each experiment on this page shows one technique from the notes of a course on improving deep neural networks
                (hyperparameter tuning, regularisation and optimisation), in the order of the notes. Run one with the command in its
                row, for example:

                    ./descent train examples/notes/22-initialization-he.yaml

                `java examples/notes/Table.java` runs them all and writes this page; `NotesTest` checks every accuracy on it. Pictures
                show the decision boundary where there are two features, and the learning curves otherwise.

                The third column holds figures that Descent did not compute: accuracies that were published with the notes, or that a
                NumPy program reached (the comment in the experiment says `Published` or `Reference`). Those experiments draw NumPy's
                random numbers, and their accuracies are equal to the last example.

                | what it shows | command | published or reference | train | dev | test | picture |
                |---|---|---|---|---|---|---|
                """);
        for (Path file : experiments()) {
            table.append(row(file, pictures, arguments.length > 1 ? arguments[1] : null));
        }
        Files.writeString(target.resolve("README.md"), table);
    }

    private static List<Path> experiments() throws IOException {
        try (Stream<Path> files = Files.list(NOTES)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
        }
    }

    private static String row(Path file, Path pictures, String epochs) throws IOException, InterruptedException {
        String name = file.getFileName().toString().replace(".yaml", "");
        Path out = Files.createTempDirectory("notes").resolve(name);
        boolean study = name.startsWith("tune-");
        String verb = study ? "tune" : "train";
        List<String> command = new ArrayList<>(List.of("./descent", verb, file.toString(), "--quiet", "--out", out.toString()));
        if (epochs != null) {
            command.addAll(List.of("--set", "training.epochs=" + epochs));
        }
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " has failed");
        }
        String text = Files.readString(file);
        Path run = study ? out.resolve("best") : out;
        String result = Files.readString(run.resolve("result.json"));
        String picture = "";
        for (String candidate : List.of("hyperparameters.png", "decision-boundary.png", "learning-curve.png")) {
            if (picture.isEmpty() && Files.exists(out.resolve(candidate))) {
                picture = "<img src=\"pictures/" + name + ".png\" width=\"360\">";
                shrink(out.resolve(candidate), pictures.resolve(name + ".png"));
            }
        }
        return "| %s | `./descent %s %s` | %s | %s | %s | %s | %s |%n"
                .formatted(
                        first(text, "# Shows: (.*)"),
                        verb,
                        file.toString().replace('\\', '/'),
                        first(text, "# (?:Published|Reference): (.*)"),
                        accuracy(result, "train"),
                        accuracy(result, "dev"),
                        accuracy(result, "test"),
                        picture);
    }

    private static void shrink(Path from, Path to) throws IOException {
        BufferedImage large = ImageIO.read(from.toFile());
        int height = large.getHeight() * WIDTH / large.getWidth();
        BufferedImage small = new BufferedImage(WIDTH, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = small.createGraphics();
        graphics.drawImage(large.getScaledInstance(WIDTH, height, Image.SCALE_AREA_AVERAGING), 0, 0, null);
        graphics.dispose();
        ImageIO.write(small, "png", to.toFile());
    }

    private static String first(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static String accuracy(String json, String set) {
        String share = first(json, "\"" + set + "\" : \\{\\s*\"examples\"[^{}]*?\"accuracy\" : ([0-9.E-]+)");
        return share.isEmpty() ? "" : "%.2f %%".formatted(100 * Double.parseDouble(share));
    }
}
