package io.descent.core.crash;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A file, folder or symbolic link on the disk. The names of nodes stand in folders. */
abstract sealed class Node {
    final int id;
    long modified;

    Node(int id) {
        this.id = id;
    }

    /** A copy that shares nothing that may change. */
    final <N extends Node> N copy(Map<Node, Node> copies, Class<N> type) {
        Node copy = copies.get(this);
        if (copy == null) {
            copy = fresh();
            copy.modified = modified;
            copies.put(this, copy);
            fill(copy, copies);
        }
        return type.cast(copy);
    }

    abstract Node fresh();

    abstract void fill(Node copy, Map<Node, Node> copies);

    /** A symbolic link. */
    static final class Link extends Node {
        final CrashPath target;

        Link(int id, CrashPath target) {
            super(id);
            this.target = target;
        }

        @Override
        Node fresh() {
            return new Link(id, target);
        }

        @Override
        void fill(Node copy, Map<Node, Node> copies) {}
    }

    /** A folder. */
    static final class Folder extends Node {
        /** What running programs see. */
        Map<String, Node> names = new TreeMap<>();
        /** What the disk holds for certain. */
        Map<String, Node> forced = new TreeMap<>();

        Folder(int id) {
            super(id);
        }

        @Override
        Node fresh() {
            return new Folder(id);
        }

        @Override
        void fill(Node copy, Map<Node, Node> copies) {
            Folder folder = (Folder) copy;
            names.forEach((name, node) -> folder.names.put(name, node.copy(copies, Node.class)));
            forced.forEach((name, node) -> folder.forced.put(name, node.copy(copies, Node.class)));
        }
    }

    /** A regular file. */
    static final class File extends Node {
        private byte[] content = new byte[0];
        private int length;
        /** The content at the last force; never changed. */
        private byte[] forced = new byte[0];
        /** The changes since. */
        private final List<Change> changes = new ArrayList<>();

        /** A write or truncation. */
        private static final class Change {
            private final int position;
            /** Written at the position; empty for a truncation to it. */
            private final byte[] bytes;

            private final boolean truncates;

            Change(int position, byte[] bytes, boolean truncates) {
                this.position = position;
                this.bytes = bytes;
                this.truncates = truncates;
            }
        }

        File(int id) {
            super(id);
        }

        @Override
        Node fresh() {
            return new File(id);
        }

        @Override
        void fill(Node copy, Map<Node, Node> copies) {
            File file = (File) copy;
            file.content = content.clone();
            file.length = length;
            file.forced = forced;
            file.changes.addAll(changes);
        }

        int length() {
            return length;
        }

        /** The number of bytes read; -1 at the end. */
        int read(long position, byte[] into, int offset, int count) {
            if (position >= length) {
                return -1;
            }
            int read = (int) Math.min(count, length - position);
            System.arraycopy(content, (int) position, into, offset, read);
            return read;
        }

        void write(int position, byte[] bytes) {
            changes.add(new Change(position, bytes, false));
            apply(position, bytes);
        }

        private void apply(int position, byte[] bytes) {
            extend(position + bytes.length);
            System.arraycopy(bytes, 0, content, position, bytes.length);
        }

        /** Makes the file longer, if it is shorter, with zeros. */
        private void extend(int newLength) {
            if (newLength > length) {
                if (newLength > content.length) {
                    content = Arrays.copyOf(content, Math.max(newLength, 2 * content.length));
                }
                length = newLength;
            }
        }

        void truncate(int newLength) {
            if (newLength < length) {
                changes.add(new Change(newLength, new byte[0], true));
                cut(newLength);
            }
        }

        private void cut(int newLength) {
            if (newLength < length) {
                Arrays.fill(content, newLength, length, (byte) 0);
                length = newLength;
            }
        }

        void force() {
            if (!changes.isEmpty()) {
                forced = Arrays.copyOf(content, length);
                changes.clear();
            }
        }

        /** Loses the changes since the last force. */
        void lose() {
            content = forced.clone();
            length = forced.length;
            changes.clear();
        }

        /**
         * Keeps the first half of the bytes written since the last force, and the truncations before them.
         *
         * @param wholeLength whether zeros stand for the lost bytes beyond the end
         */
        void tear(boolean wholeLength) {
            List<Change> torn = List.copyOf(changes);
            int fullLength = length;
            int rest = (torn.stream().mapToInt(change -> change.bytes.length).sum() + 1) / 2;
            boolean onlyTruncated = rest == 0;
            lose();
            for (Change change : torn) {
                if (rest == 0 && !onlyTruncated) {
                    break;
                }
                if (change.truncates) {
                    cut(change.position);
                } else {
                    int kept = Math.min(rest, change.bytes.length);
                    apply(change.position, Arrays.copyOf(change.bytes, kept));
                    rest -= kept;
                }
            }
            if (wholeLength && !torn.isEmpty()) {
                extend(fullLength);
            }
        }
    }
}
