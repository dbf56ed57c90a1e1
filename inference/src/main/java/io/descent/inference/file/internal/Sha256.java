package io.descent.inference.file.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Computes SHA-256 digests (FIPS 180-4). */
public final class Sha256 {
    private Sha256() {}

    /** The digest of a file as 64 hexadecimal digits. The whole file is read into memory. */
    public static String of(Path file) throws IOException {
        return HexFormat.of().formatHex(start().digest(Files.readAllBytes(file)));
    }

    /** A new digest, to be updated by the caller. */
    public static MessageDigest start() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing, but every Java platform must provide it", e);
        }
    }
}
