package io.descent.inference.file.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Size and SHA-256 of a file.
 *
 * @param bytes its length
 * @param sha256 64 hexadecimal digits
 */
public record FileDigest(long bytes, String sha256) {
    /** Reads a file. */
    public static FileDigest of(Path file) throws IOException {
        MessageDigest digest = Sha256.start();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            byte[] buffer = new byte[1 << 16];
            long bytes = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                bytes += n;
            }
            return new FileDigest(bytes, HexFormat.of().formatHex(digest.digest()));
        }
    }

    /** Passes bytes on, and computes their digest. */
    static final class Stream extends OutputStream {
        private final OutputStream out;
        private final MessageDigest digest = Sha256.start();
        private long bytes;

        Stream(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            out.write(from, offset, length);
            digest.update(from, offset, length);
            bytes += length;
        }

        FileDigest digest() {
            return new FileDigest(bytes, HexFormat.of().formatHex(digest.digest()));
        }
    }
}
