package io.descent.app.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.TreeMap;
import javax.imageio.ImageIO;

/** Shared parts of the tests of pictures. */
public final class Drawing {
    /** Whether this system can draw text. */
    public static final boolean POSSIBLE = possible();

    private Drawing() {}

    private static boolean possible() {
        System.setProperty("java.awt.headless", "true");
        try {
            Picture.png(List.of(LineChart.of("t", "x", "y", 300, List.of(line("a", 1)))));
            return true;
        } catch (Throwable e) {
            return false;
        }
    }

    static Line line(String name, double... values) {
        TreeMap<Integer, Double> points = new TreeMap<>();
        for (int i = 0; i < values.length; i++) {
            points.put(i + 1, values[i]);
        }
        return new Line(name, points);
    }

    public static BufferedImage decoded(byte[] png) {
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
            assertThat(image).as("decoded").isNotNull();
            return image;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The number of pixels of a colour, given in 24 bits. */
    static long count(BufferedImage image, int color) {
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        long count = 0;
        for (int pixel : pixels) {
            count += (pixel & 0xFFFFFF) == color ? 1 : 0;
        }
        return count;
    }
}
