package io.descent.core.crash;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotLinkException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Connects {@link Files} with a {@link CrashFileSystem}. */
final class CrashProvider extends FileSystemProvider {
    private static CrashFileSystem of(Path path) {
        return CrashPath.of(path).getFileSystem();
    }

    private static boolean follows(Object... options) {
        return !Arrays.asList(options).contains(LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public String getScheme() {
        return "crash";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException("create a CrashFileSystem");
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        throw new UnsupportedOperationException("a CrashFileSystem cannot be found by a URI");
    }

    @Override
    public Path getPath(URI uri) {
        throw new UnsupportedOperationException("a CrashFileSystem cannot be found by a URI");
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return of(path).open(CrashPath.of(path), options);
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path path, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        List<Path> all = of(path).list(CrashPath.of(path));
        List<Path> accepted = new ArrayList<>();
        for (Path each : all) {
            if (filter.accept(each)) {
                accepted.add(each);
            }
        }
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                return accepted.iterator();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
        of(path).createFolder(CrashPath.of(path));
    }

    @Override
    public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) throws IOException {
        of(link).createSymbolicLink(CrashPath.of(link), CrashPath.of(target));
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        of(link).createHardLink(CrashPath.of(link), CrashPath.of(existing));
    }

    @Override
    public Path readSymbolicLink(Path link) throws IOException {
        if (of(link).find(CrashPath.of(link), false) instanceof Node.Link found) {
            return found.target.in(of(link));
        }
        throw new NotLinkException(link.toString());
    }

    @Override
    public void delete(Path path) throws IOException {
        of(path).delete(CrashPath.of(path));
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            if (!Arrays.asList(options).contains(StandardCopyOption.REPLACE_EXISTING)) {
                throw new FileAlreadyExistsException(target.toString());
            }
            delete(target);
        }
        if (Files.isDirectory(source)) {
            createDirectory(target);
        } else {
            Files.write(target, Files.readAllBytes(source));
        }
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        List<CopyOption> all = Arrays.asList(options);
        of(source)
                .move(
                        CrashPath.of(source),
                        CrashPath.of(target),
                        all.contains(StandardCopyOption.ATOMIC_MOVE),
                        all.contains(StandardCopyOption.REPLACE_EXISTING));
    }

    @Override
    public boolean isSameFile(Path path, Path other) throws IOException {
        return path.equals(other)
                || (other instanceof CrashPath
                        && of(path) == of(other)
                        && of(path).find(CrashPath.of(path), true) == of(other).find(CrashPath.of(other), true));
    }

    @Override
    public boolean isHidden(Path path) {
        Path name = path.getFileName();
        return name != null && name.toString().startsWith(".");
    }

    @Override
    public FileStore getFileStore(Path path) {
        return new Disk();
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        of(path).find(CrashPath.of(path), true);
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        return type == BasicFileAttributeView.class ? type.cast(new View(path, options)) : null;
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        if (type != BasicFileAttributes.class) {
            throw new UnsupportedOperationException("files have basic attributes only");
        }
        Node node = of(path).find(CrashPath.of(path), follows((Object[]) options));
        synchronized (of(path)) {
            return type.cast(new Attributes(
                    node, node instanceof Node.File file ? file.length() : 0, FileTime.fromMillis(node.modified)));
        }
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String names, LinkOption... options) throws IOException {
        BasicFileAttributes found = readAttributes(path, BasicFileAttributes.class, options);
        Map<String, Object> all = new HashMap<>();
        all.put("size", found.size());
        all.put("lastModifiedTime", found.lastModifiedTime());
        all.put("lastAccessTime", found.lastAccessTime());
        all.put("creationTime", found.creationTime());
        all.put("isDirectory", found.isDirectory());
        all.put("isRegularFile", found.isRegularFile());
        all.put("isSymbolicLink", found.isSymbolicLink());
        all.put("isOther", found.isOther());
        all.put("fileKey", found.fileKey());
        List<String> wanted = List.of(names.replace("basic:", "").split(","));
        if (!wanted.contains("*")) {
            if (!all.keySet().containsAll(wanted)) {
                throw new IllegalArgumentException("unknown attribute in " + names);
            }
            all.keySet().retainAll(wanted);
        }
        return all;
    }

    @Override
    public void setAttribute(Path path, String name, Object value, LinkOption... options) throws IOException {
        if (!name.replace("basic:", "").equals("lastModifiedTime")) {
            throw new UnsupportedOperationException("the attribute " + name + " cannot be set");
        }
        new View(path, options).setTimes((FileTime) value, null, null);
    }

    /** Sets and reads attributes. The times do not count as operations and are not lost in a crash. */
    private final class View implements BasicFileAttributeView {
        private final Path path;
        private final LinkOption[] options;

        View(Path path, LinkOption[] options) {
            this.path = path;
            this.options = options;
        }

        @Override
        public String name() {
            return "basic";
        }

        @Override
        public BasicFileAttributes readAttributes() throws IOException {
            return CrashProvider.this.readAttributes(path, BasicFileAttributes.class, options);
        }

        @Override
        public void setTimes(@Nullable FileTime modified, @Nullable FileTime accessed, @Nullable FileTime created)
                throws IOException {
            Node node = of(path).find(CrashPath.of(path), follows((Object[]) options));
            if (modified != null) {
                synchronized (of(path)) {
                    node.modified = modified.toMillis();
                }
            }
        }
    }

    private record Attributes(Node node, long size, FileTime lastModifiedTime) implements BasicFileAttributes {
        @Override
        public FileTime lastAccessTime() {
            return lastModifiedTime;
        }

        @Override
        public FileTime creationTime() {
            return lastModifiedTime;
        }

        @Override
        public boolean isRegularFile() {
            return node instanceof Node.File;
        }

        @Override
        public boolean isDirectory() {
            return node instanceof Node.Folder;
        }

        @Override
        public boolean isSymbolicLink() {
            return node instanceof Node.Link;
        }

        @Override
        public boolean isOther() {
            return false;
        }

        @Override
        public Object fileKey() {
            return node.id;
        }
    }

    /** A disk of a terabyte, always empty. */
    private static final class Disk extends FileStore {
        private static final long SIZE = 1L << 40;

        @Override
        public String name() {
            return "crash";
        }

        @Override
        public String type() {
            return "crash";
        }

        @Override
        public boolean isReadOnly() {
            return false;
        }

        @Override
        public long getTotalSpace() {
            return SIZE;
        }

        @Override
        public long getUsableSpace() {
            return SIZE;
        }

        @Override
        public long getUnallocatedSpace() {
            return SIZE;
        }

        @Override
        public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
            return type == BasicFileAttributeView.class;
        }

        @Override
        public boolean supportsFileAttributeView(String name) {
            return name.equals("basic");
        }

        @Override
        public <V extends FileStoreAttributeView> @Nullable V getFileStoreAttributeView(Class<V> type) {
            return null;
        }

        @Override
        public Object getAttribute(String attribute) {
            throw new UnsupportedOperationException("the disk has no attribute " + attribute);
        }
    }
}
