package io.descent.app.picture;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.knowm.xchart.internal.chartpart.Chart;

/** Makes PNG files (ISO/IEC 15948) of charts and drawings. */
final class Picture {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final int BITS = 8;
    private static final int TRUE_COLOR = 2;
    private static final int FILTER_SUB = 1;

    private Picture() {}

    /** Paints charts of equal width one below the other. The same charts give the same bytes. */
    static byte[] png(List<? extends Chart<?, ?>> charts) {
        int height = charts.stream().mapToInt(Chart::getHeight).sum();
        return png(charts.get(0).getWidth(), height, graphics -> {
            for (Chart<?, ?> chart : charts) {
                chart.paint(graphics, chart.getWidth(), chart.getHeight());
                graphics.translate(0, chart.getHeight());
            }
        });
    }

    /** Paints on a white background. */
    static byte[] png(int width, int height, Consumer<Graphics2D> painting) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width, height);
        painting.accept(graphics);
        graphics.dispose();
        try {
            return encoded(image);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Encodes an image. ImageIO would take a tenth of a second, mostly to try filters. */
    private static byte[] encoded(BufferedImage image) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(SIGNATURE);
        chunk(file, "IHDR", header -> {
            header.writeInt(image.getWidth());
            header.writeInt(image.getHeight());
            header.write(new byte[] {BITS, TRUE_COLOR, 0, 0, 0});
        });
        chunk(file, "IDAT", data -> {
            Deflater deflater = new Deflater(3);
            DeflaterOutputStream rows = new DeflaterOutputStream(data, deflater, 1 << 16);
            byte[] row = new byte[1 + 3 * image.getWidth()];
            int[] pixels = pixels(image);
            for (int from = 0; from < pixels.length; from += image.getWidth()) {
                filter(pixels, from, row);
                rows.write(row);
            }
            rows.finish();
            deflater.end();
        });
        chunk(file, "IEND", end -> {});
        return file.toByteArray();
    }

    /** The pixels of an image, row by row, without copying; access through the colour model is slow. */
    static int[] pixels(BufferedImage image) {
        return ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    }

    /** Writes a row: red, green and blue, each minus that of the pixel to the left. */
    private static void filter(int[] pixels, int from, byte[] row) {
        row[0] = FILTER_SUB;
        int left = 0;
        for (int to = 1; to < row.length; to += 3) {
            int pixel = pixels[from++];
            row[to] = (byte) ((pixel >> 16) - (left >> 16));
            row[to + 1] = (byte) ((pixel >> 8) - (left >> 8));
            row[to + 2] = (byte) (pixel - left);
            left = pixel;
        }
    }

    /** Writes the content of a chunk. */
    private interface Content {
        void writeTo(DataOutputStream out) throws IOException;
    }

    private static void chunk(OutputStream file, String type, Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CheckedOutputStream checked = new CheckedOutputStream(bytes, new CRC32());
        DataOutputStream out = new DataOutputStream(checked);
        out.write(type.getBytes(StandardCharsets.US_ASCII));
        content.writeTo(out);
        DataOutputStream framed = new DataOutputStream(file);
        framed.writeInt(bytes.size() - type.length());
        bytes.writeTo(file);
        framed.writeInt((int) checked.getChecksum().getValue());
    }
}
