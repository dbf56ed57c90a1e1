package io.descent.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Tables of text to begin with. */
final class TableSeeds {
    private static final int ROWS = 12;

    private TableSeeds() {}

    /** Rows of the examples, and tables with everything that programs write. */
    static Stream<byte[]> delimited() throws IOException {
        Stream.Builder<byte[]> seeds = Stream.builder();
        for (String name : new String[] {"iris", "penguins", "wine"}) {
            try (Stream<String> lines = Files.lines(Path.of("..", "examples", "data", name + ".csv"))) {
                seeds.add(bytes(
                        lines.limit(1 + ROWS).collect(Collectors.joining("\n", "", "\n")), StandardCharsets.UTF_8));
            }
        }
        String quoted = "id,name,price\n1,\"Zürich, CH\",2.5\n2,\"a \"\"b\"\"\",\n3,x,4\n4,\"two\nlines\",5\n";
        seeds.add(bytes(Trained.TABLE, StandardCharsets.UTF_8));
        seeds.add(bytes(quoted, StandardCharsets.UTF_8));
        seeds.add(bytes(quoted, StandardCharsets.ISO_8859_1));
        seeds.add(bytes("\uFEFF" + quoted, StandardCharsets.UTF_16LE));
        seeds.add(bytes("sep=;\r\na;b;c\r\n1.000,5;2;yes\r\n2.000,25;3;no\r\n", StandardCharsets.UTF_8));
        seeds.add(bytes("\"x\"\t\"y\"\n\"1\"\t\"say \\\"hi\\\"\"\tNA\n\"2\"\t\"b\"\t7\n", StandardCharsets.UTF_8));
        seeds.add(bytes("# measured\n1 0.5 a\n2 0.25 b\n3 -1e3 a\n", StandardCharsets.UTF_8));
        seeds.add(bytes("when,amount\n2024-01-31 12:00,$1,200.50\n2024-02-29 23:59,€7\n", StandardCharsets.UTF_8));
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(gzip)) {
            out.write(bytes(quoted, StandardCharsets.UTF_8));
        }
        seeds.add(gzip.toByteArray());
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(zip)) {
            out.putNextEntry(new ZipEntry("data.csv"));
            out.write(bytes(quoted, StandardCharsets.UTF_8));
        }
        seeds.add(zip.toByteArray());
        return seeds.build();
    }

    /** Objects, one per line. */
    static Stream<byte[]> jsonLines() {
        return Stream.of(
                        "{\"a\": 1, \"b\": \"x\", \"c\": null}\n{\"a\": -2.5e3, \"d\": true}\n{\"b\": \"\\u00fc\\n\"}\n",
                        "{\"size\":1.5,\"kind\":\"apple\"}\n{\"size\":\"NaN\",\"kind\":\"cherry\"}\n{\"kind\":\"apple\"}\n")
                .map(text -> bytes(text, StandardCharsets.UTF_8));
    }

    private static byte[] bytes(String text, Charset charset) {
        return text.getBytes(charset);
    }
}
