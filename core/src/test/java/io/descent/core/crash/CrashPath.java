package io.descent.core.crash;

import java.io.IOException;
import java.net.URI;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A path of a {@link CrashFileSystem}, with slashes, as on Linux. */
final class CrashPath implements Path {
    private final CrashFileSystem fileSystem;
    private final boolean absolute;
    /** One empty name for the empty path, which is the working folder. */
    private final List<String> names;

    CrashPath(CrashFileSystem fileSystem, boolean absolute, List<String> names) {
        this.fileSystem = fileSystem;
        this.absolute = absolute;
        this.names = names;
    }

    static CrashPath parse(CrashFileSystem fileSystem, String text) {
        boolean absolute = text.startsWith("/");
        List<String> names =
                Arrays.stream(text.split("/")).filter(name -> !name.isEmpty()).toList();
        return new CrashPath(fileSystem, absolute, names.isEmpty() && !absolute ? List.of("") : names);
    }

    static CrashPath of(Path path) {
        if (path instanceof CrashPath own) {
            return own;
        }
        throw new ProviderMismatchException(path + " is a path of another file system");
    }

    /** The same path in another file system. */
    CrashPath in(CrashFileSystem other) {
        return new CrashPath(other, absolute, names);
    }

    /** The names that lead to the file from the root or the working folder. */
    List<String> names() {
        return isEmpty() ? List.of() : names;
    }

    private boolean isEmpty() {
        return !absolute && names.size() == 1 && names.get(0).isEmpty();
    }

    private CrashPath with(boolean isAbsolute, List<String> newNames) {
        return new CrashPath(fileSystem, isAbsolute, List.copyOf(newNames));
    }

    @Override
    public CrashFileSystem getFileSystem() {
        return fileSystem;
    }

    @Override
    public boolean isAbsolute() {
        return absolute;
    }

    @Override
    public @Nullable Path getRoot() {
        return absolute ? with(true, List.of()) : null;
    }

    @Override
    public @Nullable Path getFileName() {
        return names.isEmpty() ? null : with(false, names.subList(names.size() - 1, names.size()));
    }

    @Override
    public @Nullable Path getParent() {
        if (names.isEmpty() || (names.size() == 1 && !absolute)) {
            return null;
        }
        return with(absolute, names.subList(0, names.size() - 1));
    }

    @Override
    public int getNameCount() {
        return names.size();
    }

    @Override
    public Path getName(int index) {
        return subpath(index, index + 1);
    }

    @Override
    public Path subpath(int beginIndex, int endIndex) {
        if (beginIndex < 0 || beginIndex >= endIndex || endIndex > names.size()) {
            throw new IllegalArgumentException(this + " has no names " + beginIndex + " to " + endIndex);
        }
        return with(false, names.subList(beginIndex, endIndex));
    }

    @Override
    public boolean startsWith(Path other) {
        return other instanceof CrashPath path
                && path.fileSystem == fileSystem
                && path.absolute == absolute
                && path.names.size() <= names.size()
                && names.subList(0, path.names.size()).equals(path.names);
    }

    @Override
    public boolean endsWith(Path other) {
        return other instanceof CrashPath path
                && path.fileSystem == fileSystem
                && (path.absolute
                        ? equals(path)
                        : path.names.size() <= names.size()
                                && names.subList(names.size() - path.names.size(), names.size())
                                        .equals(path.names));
    }

    @Override
    public Path normalize() {
        List<String> kept = new ArrayList<>();
        for (String name : names) {
            if (name.equals("..")
                    && !kept.isEmpty()
                    && !kept.get(kept.size() - 1).equals("..")) {
                kept.remove(kept.size() - 1);
            } else if (!name.equals(".") && !(name.equals("..") && absolute)) {
                kept.add(name);
            }
        }
        return with(absolute, kept.isEmpty() && !absolute ? List.of("") : kept);
    }

    @Override
    public Path resolve(Path other) {
        CrashPath path = of(other);
        if (path.absolute || isEmpty()) {
            return path;
        }
        List<String> all = new ArrayList<>(names);
        all.addAll(path.names());
        return with(absolute, all);
    }

    @Override
    public Path relativize(Path other) {
        CrashPath path = of(other);
        if (path.absolute != absolute) {
            throw new IllegalArgumentException("only one of " + this + " and " + other + " is absolute");
        }
        List<String> from = names();
        List<String> to = path.names();
        int common = 0;
        while (common < Math.min(from.size(), to.size()) && from.get(common).equals(to.get(common))) {
            common++;
        }
        List<String> steps = new ArrayList<>();
        for (int i = common; i < from.size(); i++) {
            steps.add("..");
        }
        steps.addAll(to.subList(common, to.size()));
        return with(false, steps.isEmpty() ? List.of("") : steps);
    }

    @Override
    public URI toUri() {
        return URI.create("crash://" + toAbsolutePath().toString().replace(" ", "%20"));
    }

    @Override
    public CrashPath toAbsolutePath() {
        return absolute ? this : (CrashPath) fileSystem.root().resolve(this);
    }

    @Override
    public Path toRealPath(LinkOption... options) throws IOException {
        return fileSystem.realPath(this, Arrays.asList(options).contains(LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException("this file system cannot be watched");
    }

    @Override
    public int compareTo(Path other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CrashPath path
                && path.fileSystem == fileSystem
                && path.absolute == absolute
                && path.names.equals(names);
    }

    @Override
    public int hashCode() {
        return Objects.hash(absolute, names);
    }

    @Override
    public String toString() {
        return (absolute ? "/" : "") + String.join("/", names);
    }
}
