package io.descent.app;

import java.nio.file.Path;

/** The name of what is made from a table. */
final class TableName {
    private static final String USUAL = "table";

    private TableName() {}

    /**
     * The name of the file without extensions such as .csv.gz and without the signs of a pattern; for a file that is
     * only called train, the name of its folder.
     */
    static String of(Path file) {
        String name = plain(file);
        Path folder = file.toAbsolutePath().normalize().getParent();
        return name.equals("train") && folder != null && folder.getFileName() != null ? plain(folder) : name;
    }

    private static String plain(Path file) {
        Path last = file.getFileName();
        String name = last == null ? "" : last.toString();
        String plain = name.replaceFirst("(?i)\\.(gz|zip)$", "")
                .replaceFirst("(?i)\\.(csv|tsv|tab|txt|dat|data|jsonl|ndjson|json)$", "")
                .replaceAll("[^\\p{L}\\p{N}._-]+", "-")
                .replaceAll("^[.-]+|-+$", "");
        return plain.isEmpty() ? USUAL : plain;
    }
}
