package io.descent.core.crash;

import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A file system in memory that can fail at any operation, lose power at any operation, and then show what a reboot
 * finds. It distinguishes what programs see from what the disk holds for certain, as Linux does. Everything is
 * deterministic.
 *
 * <p>Every operation that changes something is numbered from 1: to create a file, folder or link, to write, truncate,
 * rename and delete, and to force a file or a folder to the disk. Reading, opening, closing and locking are not
 * operations.
 */
public final class CrashFileSystem extends FileSystem {
    private static final int MOST_LINKS = 40;
    private static final String FULL = "No space left on device";

    /** What happens at an operation with a chosen number. */
    private enum Event {
        NOTHING,
        /** The operation throws; later ones work. */
        FAILS_ONCE,
        /** A write writes half of its bytes, then throws; later operations work. */
        FAILS_HALFWAY,
        /** From here on, all operations throw. */
        FAILS_FROM_HERE,
        /** From here on, the operations that need space throw. */
        FULL_FROM_HERE,
        /** From here on, nothing reaches the disk. */
        CRASH,
        /** A write reaches the disk with half of its bytes, and nothing after it. */
        CRASH_HALFWAY
    }

    /**
     * A name that gets another node, or none.
     *
     * @param node null if the name is deleted
     */
    private record Entry(
            Node.Folder folder, String name, @Nullable Node node) {}

    /** A change of names that is not on the disk for certain. */
    private static final class Renaming {
        /** The folder whose force puts it there. */
        private final Node.Folder home;

        private final List<Entry> entries;

        Renaming(Node.Folder home, List<Entry> entries) {
            this.home = home;
            this.entries = entries;
        }

        boolean concerns(Renaming other) {
            return entries.stream()
                    .anyMatch(mine -> other.entries.stream()
                            .anyMatch(its -> its.folder == mine.folder && its.name.equals(mine.name)));
        }
    }

    /**
     * Where a path leads.
     *
     * @param names from the root, without symbolic links except perhaps the last name
     * @param parent null for the root
     * @param node null if nothing has this name
     */
    record Place(
            List<String> names,
            Node.@Nullable Folder parent,
            String name,
            @Nullable Node node) {}

    private final CrashProvider provider = new CrashProvider();
    private final CrashPath root = CrashPath.parse(this, "/disk");
    private final List<Operation> operations = new ArrayList<>();
    private final List<CrashLock> locks = new ArrayList<>();
    private final Set<Node> lockedElsewhere = new HashSet<>();
    private Node.Folder top = new Node.Folder(0);
    private final List<Renaming> pending = new ArrayList<>();
    private int nodes;
    private Event event = Event.NOTHING;
    private int eventAt;
    private boolean crashed;

    /** An empty file system with the folder {@link #root}. */
    public CrashFileSystem() {
        Node.Folder disk = new Node.Folder(++nodes);
        top.names.put("disk", disk);
        top.forced.put("disk", disk);
    }

    /** The folder for everything; relative paths start here, and {@link Operation#what} names paths from here. */
    public Path root() {
        return root;
    }

    /** The operations so far, those that failed included. */
    public synchronized List<Operation> operations() {
        return List.copyOf(operations);
    }

    /** The operations of an action. */
    public List<Operation> record(Crashes.Action action) throws Exception {
        int before = operations().size();
        action.run(root);
        List<Operation> all = operations();
        return all.subList(before, all.size());
    }

    /** Makes operation {@code n}, counted from the creation of this object, throw an {@link IOException}. */
    public void failAt(int n) {
        set(Event.FAILS_ONCE, n);
    }

    /** Makes operation {@code n} throw an {@link IOException}; a write first writes half of its bytes. */
    public void failHalfway(int n) {
        set(Event.FAILS_HALFWAY, n);
    }

    /** Makes all operations from number {@code n} on throw an {@link IOException}. */
    public void failFrom(int n) {
        set(Event.FAILS_FROM_HERE, n);
    }

    /** Makes all operations from number {@code n} on that need space on the disk throw; deleting works. */
    public void fullFrom(int n) {
        set(Event.FULL_FROM_HERE, n);
    }

    /** Makes all operations from number {@code n} on throw {@link PowerLoss} and change nothing. */
    public void crashFrom(int n) {
        set(Event.CRASH, n);
    }

    /** As {@link #crashFrom}, but if operation {@code n} is a write, half of its bytes are written. */
    public void crashHalfway(int n) {
        set(Event.CRASH_HALFWAY, n);
    }

    /** Makes all later operations work, unless the power is lost already. */
    public void repair() {
        set(Event.NOTHING, 0);
    }

    private synchronized void set(Event newEvent, int n) {
        event = newEvent;
        eventAt = n;
    }

    /** Whether the power is lost. */
    public synchronized boolean crashed() {
        return crashed;
    }

    /** Puts everything on the disk for certain. This is not an operation. */
    public synchronized void sync() {
        while (!pending.isEmpty()) {
            settle(pending.get(0));
        }
        files().forEach(Node.File::force);
    }

    /**
     * What a reboot finds, as a new file system without locks whose operations are numbered from 1. This one does not
     * change.
     */
    public synchronized CrashFileSystem afterCrash(Unsynced mode) {
        CrashFileSystem after = copy();
        switch (mode) {
            case KEPT -> {}
            case NAMES_ONLY -> after.files().forEach(Node.File::lose);
            case LOST -> {
                after.files().forEach(Node.File::lose);
                loseNames(after.top, new HashSet<>());
            }
            case TORN, ZEROS -> {
                after.files().forEach(file -> file.tear(mode == Unsynced.ZEROS));
                after.settleHalf();
                loseNames(after.top, new HashSet<>());
            }
        }
        after.pending.clear();
        keepNames(after.top, new HashSet<>());
        after.files().forEach(Node.File::force);
        return after;
    }

    private CrashFileSystem copy() {
        CrashFileSystem copy = new CrashFileSystem();
        Map<Node, Node> copies = new HashMap<>();
        copy.top = top.copy(copies, Node.Folder.class);
        copy.nodes = nodes;
        for (Renaming renaming : pending) {
            List<Entry> entries = renaming.entries.stream()
                    .map(entry -> new Entry(
                            entry.folder.copy(copies, Node.Folder.class),
                            entry.name,
                            entry.node == null ? null : entry.node.copy(copies, Node.class)))
                    .toList();
            copy.pending.add(new Renaming(renaming.home.copy(copies, Node.Folder.class), entries));
        }
        return copy;
    }

    /** All files that programs see or that the disk may hold. */
    private List<Node.File> files() {
        List<Node.File> files = new ArrayList<>();
        Set<Node> seen = new HashSet<>();
        collect(top, seen, files);
        for (Renaming renaming : pending) {
            for (Entry entry : renaming.entries) {
                if (entry.node != null) {
                    collect(entry.node, seen, files);
                }
            }
        }
        return files;
    }

    private static void collect(Node node, Set<Node> seen, List<Node.File> files) {
        if (seen.add(node)) {
            if (node instanceof Node.File file) {
                files.add(file);
            } else if (node instanceof Node.Folder folder) {
                folder.names.values().forEach(child -> collect(child, seen, files));
                folder.forced.values().forEach(child -> collect(child, seen, files));
            }
        }
    }

    /** Makes programs see the names that the disk holds for certain. */
    private static void loseNames(Node.Folder folder, Set<Node> seen) {
        if (seen.add(folder)) {
            folder.names = new TreeMap<>(folder.forced);
            for (Node child : folder.names.values()) {
                if (child instanceof Node.Folder inner) {
                    loseNames(inner, seen);
                }
            }
        }
    }

    /** Puts the names that programs see on the disk, and no others. */
    private static void keepNames(Node.Folder folder, Set<Node> seen) {
        if (seen.add(folder)) {
            folder.forced = new TreeMap<>(folder.names);
            for (Node child : folder.names.values()) {
                if (child instanceof Node.Folder inner) {
                    keepNames(inner, seen);
                }
            }
        }
    }

    /** Puts the first half of the changes of each folder on the disk. */
    private void settleHalf() {
        Map<Node.Folder, List<Renaming>> byHome = new LinkedHashMap<>();
        for (Renaming renaming : pending) {
            byHome.computeIfAbsent(renaming.home, home -> new ArrayList<>()).add(renaming);
        }
        for (List<Renaming> changes : byHome.values()) {
            for (Renaming renaming : changes.subList(0, (changes.size() + 1) / 2)) {
                settle(renaming);
            }
        }
    }

    /** Puts a change on the disk, after earlier changes of the same names. */
    private void settle(Renaming renaming) {
        if (!pending.contains(renaming)) {
            return;
        }
        for (Renaming earlier : List.copyOf(pending)) {
            if (earlier == renaming) {
                break;
            }
            if (earlier.concerns(renaming)) {
                settle(earlier);
            }
        }
        for (Entry entry : renaming.entries) {
            if (entry.node == null) {
                entry.folder.forced.remove(entry.name);
            } else {
                entry.folder.forced.put(entry.name, entry.node);
            }
        }
        pending.remove(renaming);
    }

    // operations

    /**
     * Counts an operation.
     *
     * @return the number of bytes that may be written; if they are fewer than asked for, the caller writes them
     *     and then throws
     */
    private int admit(String what, int bytes, boolean needsSpace) throws IOException {
        int number = operations.size() + 1;
        Operation operation = new Operation(number, what, bytes, needsSpace);
        operations.add(operation);
        if (event == Event.CRASH || event == Event.CRASH_HALFWAY) {
            if (number == eventAt && event == Event.CRASH_HALFWAY && operation.canBeCut()) {
                return bytes / 2;
            }
            if (number >= eventAt) {
                crashed = true;
                throw new PowerLoss(operation);
            }
        }
        if (number == eventAt && event == Event.FAILS_HALFWAY && operation.canBeCut()) {
            return bytes / 2;
        }
        boolean fails = switch (event) {
            case FAILS_ONCE, FAILS_HALFWAY -> number == eventAt;
            case FAILS_FROM_HERE -> number >= eventAt;
            case FULL_FROM_HERE -> number >= eventAt && needsSpace;
            case NOTHING, CRASH, CRASH_HALFWAY -> false;
        };
        if (fails) {
            throw new IOException(FULL);
        }
        return bytes;
    }

    private void admit(CrashPath path, String what, boolean needsSpace) throws IOException {
        try {
            admit(what + " " + show(path), 0, needsSpace);
        } catch (IOException e) {
            throw new FileSystemException(path.toString(), null, FULL);
        }
    }

    private String show(CrashPath path) {
        CrashPath absolute = path.toAbsolutePath();
        String text = absolute.startsWith(root) ? root.relativize(absolute).toString() : absolute.toString();
        return text.isEmpty() ? "." : text;
    }

    /** Changes names, at once for programs and later on the disk. */
    private void change(Node.Folder home, Entry... entries) {
        for (Entry entry : entries) {
            if (entry.node == null) {
                entry.folder.names.remove(entry.name);
            } else {
                entry.folder.names.put(entry.name, entry.node);
            }
            entry.folder.modified = operations.size();
        }
        pending.add(new Renaming(home, List.of(entries)));
    }

    synchronized void write(CrashPath path, Node.File file, int position, byte[] bytes) throws IOException {
        int granted = admit("write %s, %d bytes".formatted(show(path), bytes.length), bytes.length, true);
        file.write(position, granted == bytes.length ? bytes : Arrays.copyOf(bytes, granted));
        file.modified = operations.size();
        if (granted < bytes.length) {
            if (event == Event.CRASH_HALFWAY) {
                crashed = true;
                throw new PowerLoss(operations.get(operations.size() - 1));
            }
            throw new IOException(FULL);
        }
    }

    synchronized void truncate(CrashPath path, Node.File file, int size) throws IOException {
        admit("truncate %s to %d bytes".formatted(show(path), size), 0, false);
        file.truncate(size);
        file.modified = operations.size();
    }

    synchronized void force(CrashPath path, Node node) throws IOException {
        admit("force " + (node instanceof Node.Folder ? "folder " : "") + show(path), 0, false);
        if (node instanceof Node.File file) {
            file.force();
        } else {
            for (Renaming renaming : List.copyOf(pending)) {
                if (renaming.home == node) {
                    settle(renaming);
                }
            }
        }
    }

    synchronized CrashChannel open(CrashPath path, Set<? extends OpenOption> options) throws IOException {
        boolean writes = options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND);
        boolean creates = writes && options.contains(StandardOpenOption.CREATE);
        boolean createsNew = writes && options.contains(StandardOpenOption.CREATE_NEW);
        if (options.contains(StandardOpenOption.APPEND)
                && (options.contains(StandardOpenOption.READ)
                        || options.contains(StandardOpenOption.TRUNCATE_EXISTING))) {
            throw new IllegalArgumentException("APPEND goes neither with READ nor with TRUNCATE_EXISTING");
        }
        Place place = place(path, !createsNew && !options.contains(LinkOption.NOFOLLOW_LINKS));
        Node node = place.node;
        if (node != null && createsNew) {
            throw new FileAlreadyExistsException(path.toString());
        }
        if (node instanceof Node.Link) {
            throw new IOException("Too many levels of symbolic links (NOFOLLOW_LINKS specified)");
        }
        if (node instanceof Node.Folder && writes) {
            throw new FileSystemException(path.toString(), null, "Is a directory");
        }
        if (node == null) {
            if (!creates && !createsNew) {
                throw new NoSuchFileException(path.toString());
            }
            admit(path, "create", true);
            node = new Node.File(++nodes);
            add(place, node);
        } else if (writes
                && options.contains(StandardOpenOption.TRUNCATE_EXISTING)
                && node instanceof Node.File file
                && file.length() > 0) {
            truncate(path, file, 0);
        }
        return new CrashChannel(path, node, options);
    }

    private void add(Place place, Node node) {
        node.modified = operations.size();
        Node.Folder parent = Objects.requireNonNull(place.parent);
        change(parent, new Entry(parent, place.name, node));
    }

    private Place missing(CrashPath path) throws IOException {
        Place place = place(path, false);
        if (place.node != null) {
            throw new FileAlreadyExistsException(path.toString());
        }
        return place;
    }

    synchronized void createFolder(CrashPath path) throws IOException {
        Place place = missing(path);
        admit(path, "create folder", true);
        add(place, new Node.Folder(++nodes));
    }

    synchronized void createSymbolicLink(CrashPath link, CrashPath target) throws IOException {
        Place place = missing(link);
        admit(link, "create link", true);
        add(place, new Node.Link(++nodes, target));
    }

    synchronized void createHardLink(CrashPath link, CrashPath existing) throws IOException {
        Place place = missing(link);
        Node node = find(existing, false);
        if (node instanceof Node.Folder) {
            throw new FileSystemException(link.toString(), existing.toString(), "Operation not permitted");
        }
        admit(link, "create hard link", true);
        Node.Folder parent = Objects.requireNonNull(place.parent);
        change(parent, new Entry(parent, place.name, node));
    }

    synchronized void delete(CrashPath path) throws IOException {
        Place place = place(path, false);
        if (place.node == null) {
            throw new NoSuchFileException(path.toString());
        }
        if (place.parent == null) {
            throw new FileSystemException(path.toString(), null, "Device or resource busy");
        }
        boolean isFolder = place.node instanceof Node.Folder;
        if (place.node instanceof Node.Folder folder && !folder.names.isEmpty()) {
            throw new DirectoryNotEmptyException(path.toString());
        }
        admit(path, isFolder ? "delete folder" : "delete", false);
        change(place.parent, new Entry(place.parent, place.name, null));
    }

    synchronized void deleteIfExists(CrashPath path) throws IOException {
        try {
            delete(path);
        } catch (NoSuchFileException e) {
            // deleted by another
        }
    }

    /**
     * Renames.
     *
     * @param atomic whether a target is replaced in the same operation; otherwise it is deleted in one of its own, as
     *     the JDK does on Linux
     */
    synchronized void move(CrashPath source, CrashPath target, boolean atomic, boolean replace) throws IOException {
        Place from;
        try {
            from = place(source, false);
            find(source, false);
        } catch (FileSystemException e) {
            throw atomic ? of(source, target, e) : e;
        }
        Place to;
        try {
            to = place(target, false);
        } catch (FileSystemException e) {
            throw of(source, target, e);
        }
        Node node = from.node;
        if (from.parent == null || to.parent == null) {
            throw new FileSystemException(source.toString(), target.toString(), "Device or resource busy");
        }
        if (to.node == node) {
            return;
        }
        if (to.node != null && !atomic) {
            if (!replace) {
                throw new FileAlreadyExistsException(target.toString());
            }
            delete(target);
        } else if (to.node != null) {
            requireReplaceable(source, node, target, to.node);
        }
        if (node instanceof Node.Folder && startsWith(to.names, from.names)) {
            throw new FileSystemException(source.toString(), target.toString(), "Invalid argument");
        }
        try {
            admit("rename %s to %s".formatted(show(source), show(target)), 0, false);
        } catch (IOException e) {
            throw new FileSystemException(source.toString(), target.toString(), FULL);
        }
        change(to.parent, new Entry(from.parent, from.name, null), new Entry(to.parent, to.name, node));
    }

    private static FileSystemException of(CrashPath source, CrashPath target, FileSystemException e) {
        return e instanceof NoSuchFileException
                ? new NoSuchFileException(source.toString(), target.toString(), null)
                : new FileSystemException(source.toString(), target.toString(), e.getReason());
    }

    private static boolean startsWith(List<String> names, List<String> start) {
        return names.size() >= start.size() && names.subList(0, start.size()).equals(start);
    }

    private static void requireReplaceable(CrashPath source, Node node, CrashPath target, Node old)
            throws FileSystemException {
        String reason = null;
        if (old instanceof Node.Folder folder) {
            if (!(node instanceof Node.Folder)) {
                reason = "Is a directory";
            } else if (!folder.names.isEmpty()) {
                reason = "Directory not empty";
            }
        } else if (node instanceof Node.Folder) {
            reason = "Not a directory";
        }
        if (reason != null) {
            throw new FileSystemException(source.toString(), target.toString(), reason);
        }
    }

    // looking up

    /**
     * Where a path leads.
     *
     * @param follow whether to follow a symbolic link that is the last name
     * @throws NoSuchFileException if a name before the last does not exist
     */
    synchronized Place place(CrashPath path, boolean follow) throws IOException {
        Deque<String> rest = new ArrayDeque<>();
        push(rest, path.toAbsolutePath());
        List<Node.Folder> folders = new ArrayList<>(List.of(top));
        List<String> names = new ArrayList<>();
        int links = 0;
        while (!rest.isEmpty()) {
            String name = rest.pop();
            if (name.equals("..")) {
                if (!names.isEmpty()) {
                    names.remove(names.size() - 1);
                    folders.remove(folders.size() - 1);
                }
                continue;
            }
            Node.Folder here = folders.get(folders.size() - 1);
            Node node = here.names.get(name);
            if (node instanceof Node.Link link && (follow || !rest.isEmpty())) {
                if (++links > MOST_LINKS) {
                    throw new FileSystemException(
                            path.toString(),
                            null,
                            "Too many levels of symbolic links or unable to access attributes of symbolic link");
                }
                if (link.target.isAbsolute()) {
                    folders.subList(1, folders.size()).clear();
                    names.clear();
                }
                push(rest, link.target);
                continue;
            }
            names.add(name);
            if (rest.isEmpty()) {
                return new Place(List.copyOf(names), here, name, node);
            }
            if (node == null) {
                throw new NoSuchFileException(path.toString());
            }
            if (!(node instanceof Node.Folder folder)) {
                throw new FileSystemException(path.toString(), null, "Not a directory");
            }
            folders.add(folder);
        }
        boolean isTop = names.isEmpty();
        return new Place(
                List.copyOf(names),
                isTop ? null : folders.get(folders.size() - 2),
                isTop ? "" : names.get(names.size() - 1),
                folders.get(folders.size() - 1));
    }

    private static void push(Deque<String> rest, CrashPath path) {
        List<String> names = path.names();
        for (int i = names.size() - 1; i >= 0; i--) {
            if (!names.get(i).equals(".")) {
                rest.push(names.get(i));
            }
        }
    }

    /** The node at a path. */
    synchronized Node find(CrashPath path, boolean follow) throws IOException {
        Node node = place(path, follow).node;
        if (node == null) {
            throw new NoSuchFileException(path.toString());
        }
        return node;
    }

    synchronized Path realPath(CrashPath path, boolean keepLink) throws IOException {
        Place place = place(path, !keepLink);
        if (place.node == null) {
            throw new NoSuchFileException(path.toString());
        }
        return new CrashPath(this, true, place.names);
    }

    synchronized List<Path> list(CrashPath path) throws IOException {
        if (find(path, true) instanceof Node.Folder folder) {
            return folder.names.keySet().stream().map(path::resolve).toList();
        }
        throw new NotDirectoryException(path.toString());
    }

    // locks

    private final class CrashLock extends FileLock {
        private final Node node;
        private boolean valid = true;

        CrashLock(CrashChannel channel, Node node, long from, long size, boolean shared) {
            super(channel, from, size, shared);
            this.node = node;
        }

        @Override
        public boolean isValid() {
            return valid && channel().isOpen();
        }

        @Override
        public void release() {
            synchronized (CrashFileSystem.this) {
                valid = false;
                locks.remove(this);
            }
        }
    }

    /** Lets another process hold a lock on a file from now on, until the power is lost. */
    public synchronized void lockElsewhere(Path file) throws IOException {
        lockedElsewhere.add(find(CrashPath.of(file), true));
    }

    synchronized @Nullable FileLock lock(CrashChannel channel, Node node, long from, long size, boolean shared) {
        for (CrashLock held : locks) {
            if (held.node == node && held.overlaps(from, size)) {
                throw new OverlappingFileLockException();
            }
        }
        if (lockedElsewhere.contains(node)) {
            return null;
        }
        CrashLock lock = new CrashLock(channel, node, from, size, shared);
        locks.add(lock);
        return lock;
    }

    synchronized void unlock(CrashChannel channel) {
        for (CrashLock lock : List.copyOf(locks)) {
            if (lock.channel() == channel) {
                lock.release();
            }
        }
    }

    // what a FileSystem must have

    @Override
    public CrashProvider provider() {
        return provider;
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("this file system stays open");
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(CrashPath.parse(this, "/"));
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return List.of(provider.getFileStore(root));
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return Set.of("basic");
    }

    @Override
    public Path getPath(String first, String... more) {
        StringBuilder text = new StringBuilder(first);
        for (String next : more) {
            text.append(text.isEmpty() ? "" : "/").append(next);
        }
        return CrashPath.parse(this, text.toString());
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher(syntaxAndPattern);
        return path -> matcher.matches(Path.of(path.toString()));
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException("files have no owners here");
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException("this file system cannot be watched");
    }
}
