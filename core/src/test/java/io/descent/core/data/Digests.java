package io.descent.core.data;

import io.descent.inference.file.internal.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** All numbers of tables and examples as one text, to detect any change. */
public final class Digests {
    private Digests() {}

    /** Of every cell, its number and its text. */
    public static String of(Table table) {
        MessageDigest digest = Sha256.start();
        for (String column : table.columns()) {
            digest.update(column.getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < table.rows(); i++) {
                add(table.number(i, column), digest);
                digest.update(table.text(i, column).getBytes(StandardCharsets.UTF_8));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Of all three sets. */
    public static String of(RawData data) {
        MessageDigest digest = Sha256.start();
        for (RawExamples set : new RawExamples[] {data.train(), data.dev(), data.test()}) {
            for (int i = 0; set != null && i < set.size(); i++) {
                for (double feature : set.features(i)) {
                    add(feature, digest);
                }
                add(set.label(i), digest);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Of all three sets and the normalisation. */
    public static String of(TrainingData data) {
        MessageDigest digest = Sha256.start();
        for (Examples set : new Examples[] {data.train(), data.dev(), data.test()}) {
            for (int i = 0; set != null && i < set.size(); i++) {
                for (int j = 0; j < data.schema().features().size(); j++) {
                    add(set.input(i, j), digest);
                }
                add(set.label(i), digest);
            }
        }
        data.encoding().units().forEach(unit -> add(unit.mean(), digest));
        data.encoding().units().forEach(unit -> add(unit.deviation(), digest));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(double number, MessageDigest digest) {
        digest.update(ByteBuffer.allocate(Double.BYTES).putDouble(number).array());
    }
}
