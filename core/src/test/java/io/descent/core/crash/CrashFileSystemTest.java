package io.descent.core.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.descent.inference.file.internal.OutputFile;
import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CrashFileSystemTest {
    private final CrashFileSystem disk = new CrashFileSystem();
    private final Path root = disk.root();

    private static void force(Path path) throws IOException {
        try (FileChannel channel =
                Files.isDirectory(path) ? FileChannel.open(path) : FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Replaces a file by way of another one. */
    private static void replace(Path file, String text, boolean forceFile, boolean forceFolder) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(part, text);
        if (forceFile) {
            force(part);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (forceFolder) {
            force(file.getParent());
        }
    }

    private static String text(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : "-";
    }

    private String after(Unsynced mode, String file) throws IOException {
        return text(disk.afterCrash(mode).root().resolve(file));
    }

    private List<String> listed(Unsynced mode) throws IOException {
        Path folder = disk.afterCrash(mode).root();
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> folder.relativize(path).toString()).toList();
        }
    }

    private List<String> what() {
        return disk.operations().stream().map(Operation::toString).toList();
    }

    // what a reboot finds

    @Test
    void fileReplacedWithoutForceIsEmptyOrOldOrTornAfterACrash() throws IOException {
        Files.writeString(root.resolve("x"), "former");
        disk.sync();
        replace(root.resolve("x"), "abcdef", false, false);
        assertThat(after(Unsynced.KEPT, "x")).isEqualTo("abcdef");
        assertThat(after(Unsynced.LOST, "x")).isEqualTo("former");
        assertThat(after(Unsynced.NAMES_ONLY, "x")).isEmpty();
        // of two changes of names, to create the part and to rename it, the first survives
        assertThat(after(Unsynced.TORN, "x")).isEqualTo("former");
        assertThat(after(Unsynced.TORN, "x.part")).isEqualTo("abc");
        assertThat(after(Unsynced.ZEROS, "x.part")).isEqualTo("abc\0\0\0");
    }

    @Test
    void folderForcedWithoutItsFileHoldsAnEmptyOrTornFile() throws IOException {
        Files.writeString(root.resolve("x"), "former");
        disk.sync();
        replace(root.resolve("x"), "abcdef", false, true);
        assertThat(after(Unsynced.LOST, "x")).isEmpty();
        assertThat(after(Unsynced.TORN, "x")).isEqualTo("abc");
        assertThat(after(Unsynced.NAMES_ONLY, "x")).isEmpty();
    }

    @Test
    void fileForcedWithoutItsFolderIsOldOrNew() throws IOException {
        Files.writeString(root.resolve("x"), "former");
        disk.sync();
        replace(root.resolve("x"), "abcdef", true, false);
        assertThat(after(Unsynced.LOST, "x")).isEqualTo("former");
        assertThat(after(Unsynced.NAMES_ONLY, "x")).isEqualTo("abcdef");
    }

    @ParameterizedTest
    @EnumSource
    void fileAndFolderForcedHoldTheNewContentWhateverHappens(Unsynced mode) throws IOException {
        Files.writeString(root.resolve("x"), "former");
        disk.sync();
        replace(root.resolve("x"), "abcdef", true, true);
        assertThat(after(mode, "x")).isEqualTo("abcdef");
        assertThat(listed(mode)).containsExactly("x");
    }

    @Test
    void forcedFileInAFolderThatWasNotForcedIsGone() throws IOException {
        Files.createDirectory(root.resolve("a"));
        Files.writeString(root.resolve("a/x"), "x");
        force(root.resolve("a/x"));
        force(root.resolve("a"));
        assertThat(listed(Unsynced.LOST)).isEmpty();
        force(root);
        assertThat(after(Unsynced.LOST, "a/x")).isEqualTo("x");
    }

    @Test
    void forcedContentComesBackAfterUnforcedChanges() throws IOException {
        Path file = Files.writeString(root.resolve("x"), "one ");
        disk.sync();
        Files.writeString(file, "two ", StandardOpenOption.APPEND);
        force(file);
        Files.writeString(file, "three ", StandardOpenOption.APPEND);
        assertThat(after(Unsynced.KEPT, "x")).isEqualTo("one two three ");
        assertThat(after(Unsynced.LOST, "x")).isEqualTo("one two ");
        assertThat(after(Unsynced.NAMES_ONLY, "x")).isEqualTo("one two ");
        assertThat(after(Unsynced.TORN, "x")).isEqualTo("one two thr");
        assertThat(after(Unsynced.ZEROS, "x")).isEqualTo("one two thr\0\0\0");
        Files.writeString(file, "four");
        assertThat(after(Unsynced.LOST, "x")).isEqualTo("one two ");
        // 10 bytes are not forced: 5 were appended before the file was truncated
        assertThat(after(Unsynced.TORN, "x")).isEqualTo("one two three".substring(0, 13));
    }

    @Test
    void truncationAloneIsLostOrDone() throws IOException {
        Path file = Files.writeString(root.resolve("x"), "abcdef");
        disk.sync();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(2);
        }
        assertThat(after(Unsynced.LOST, "x")).isEqualTo("abcdef");
        assertThat(after(Unsynced.TORN, "x")).isEqualTo("ab");
        assertThat(after(Unsynced.KEPT, "x")).isEqualTo("ab");
    }

    @Test
    void renameBetweenFoldersCountsWhenItsTargetIsForced() throws IOException {
        Files.createDirectories(root.resolve("a"));
        Files.createDirectories(root.resolve("b"));
        Files.writeString(root.resolve("a/x"), "x");
        disk.sync();
        Files.move(root.resolve("a/x"), root.resolve("b/y"));
        force(root.resolve("a"));
        assertThat(after(Unsynced.LOST, "a/x")).isEqualTo("x");
        assertThat(after(Unsynced.LOST, "b/y")).isEqualTo("-");
        force(root.resolve("b"));
        assertThat(after(Unsynced.LOST, "a/x")).isEqualTo("-");
        assertThat(after(Unsynced.LOST, "b/y")).isEqualTo("x");
    }

    @Test
    void forcedRenameTakesTheCreationBeforeItAlong() throws IOException {
        Files.createDirectories(root.resolve("a"));
        Files.createDirectories(root.resolve("b"));
        disk.sync();
        Files.writeString(root.resolve("a/x"), "x");
        force(root.resolve("a/x"));
        Files.move(root.resolve("a/x"), root.resolve("b/x"));
        force(root.resolve("b"));
        assertThat(after(Unsynced.LOST, "b/x")).isEqualTo("x");
        assertThat(after(Unsynced.LOST, "a/x")).isEqualTo("-");
        force(root.resolve("a"));
        assertThat(after(Unsynced.LOST, "a/x")).isEqualTo("-");
    }

    @Test
    void renamesBackAndForthEndWhereTheyEnded() throws IOException {
        Files.writeString(root.resolve("x"), "x");
        disk.sync();
        for (int i = 0; i < 3; i++) {
            Files.move(root.resolve("x"), root.resolve("y"));
            Files.move(root.resolve("y"), root.resolve("x"));
        }
        Files.move(root.resolve("x"), root.resolve("y"));
        force(root);
        assertThat(listed(Unsynced.LOST)).containsExactly("y");
    }

    @Test
    void deletedFileComesBackUnlessItsFolderIsForced() throws IOException {
        Files.writeString(root.resolve("x"), "x");
        Files.createDirectories(root.resolve("a/b"));
        disk.sync();
        Files.delete(root.resolve("x"));
        Files.delete(root.resolve("a/b"));
        assertThat(after(Unsynced.LOST, "x")).isEqualTo("x");
        assertThat(after(Unsynced.KEPT, "x")).isEqualTo("-");
        force(root);
        assertThat(after(Unsynced.LOST, "x")).isEqualTo("-");
        assertThat(Files.exists(disk.afterCrash(Unsynced.LOST).root().resolve("a/b")))
                .isTrue();
    }

    @Test
    void halfOfTheNamesOfAFolderSurviveInOrder() throws IOException {
        for (String name : List.of("z", "y", "x", "w")) {
            Files.createFile(root.resolve(name));
        }
        assertThat(listed(Unsynced.TORN)).containsExactly("y", "z");
        assertThat(listed(Unsynced.LOST)).isEmpty();
        assertThat(listed(Unsynced.NAMES_ONLY)).containsExactly("w", "x", "y", "z");
    }

    @Test
    void crashedFileSystemCanCrashAgain() throws IOException {
        Files.writeString(root.resolve("x"), "one");
        CrashFileSystem second = disk.afterCrash(Unsynced.KEPT);
        assertThat(second.operations()).isEmpty();
        Files.writeString(second.root().resolve("x"), "two");
        assertThat(text(second.afterCrash(Unsynced.LOST).root().resolve("x"))).isEqualTo("one");
        assertThat(text(root.resolve("x"))).isEqualTo("one");
    }

    // operations and injections

    @Test
    void operationsAreNumberedAndDescribed() throws Exception {
        List<Operation> operations = disk.record(path -> {
            Files.createDirectories(path.resolve("runs/a"));
            replace(path.resolve("runs/a/x"), "abc", true, true);
            Files.writeString(path.resolve("runs/a/x"), "");
            Files.createSymbolicLink(path.resolve("link"), path.resolve("runs"));
            Files.delete(path.resolve("link"));
            Files.readString(path.resolve("runs/a/x"));
        });
        assertThat(operations.stream().map(Operation::toString))
                .containsExactly(
                        "1 create folder runs",
                        "2 create folder runs/a",
                        "3 create runs/a/x.part",
                        "4 write runs/a/x.part, 3 bytes",
                        "5 force runs/a/x.part",
                        "6 rename runs/a/x.part to runs/a/x",
                        "7 force folder runs/a",
                        "8 truncate runs/a/x to 0 bytes",
                        "9 create link link",
                        "10 delete link");
        assertThat(disk.operations()).isEqualTo(operations);
    }

    @Test
    void operationFailsOnce() throws IOException {
        disk.failAt(2);
        Path file = root.resolve("x");
        assertThatThrownBy(() -> Files.writeString(file, "abcd"))
                .isInstanceOf(IOException.class)
                .hasMessage("No space left on device");
        assertThat(text(file)).isEmpty();
        Files.writeString(file, "abcd");
        assertThat(text(file)).isEqualTo("abcd");
        assertThat(what()).containsExactly("1 create x", "2 write x, 4 bytes", "3 write x, 4 bytes");
    }

    @Test
    void failedOperationOnANameSaysWhich() {
        disk.failAt(1);
        assertThatThrownBy(() -> Files.createDirectory(root.resolve("a")))
                .isInstanceOf(FileSystemException.class)
                .hasMessage("/disk/a: No space left on device");
        assertThat(root.resolve("a")).doesNotExist();
    }

    @Test
    void writeFailsHalfway() throws IOException {
        disk.failHalfway(2);
        Path file = root.resolve("x");
        assertThatThrownBy(() -> Files.writeString(file, "abcd")).hasMessage("No space left on device");
        assertThat(text(file)).isEqualTo("ab");
        Files.writeString(file, "abcd");
        assertThat(text(file)).isEqualTo("abcd");
    }

    @Test
    void everythingFailsFromAnOperationOn() throws IOException {
        Files.writeString(root.resolve("x"), "abcd");
        disk.failFrom(3);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> Files.delete(root.resolve("x")))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessage("/disk/x: No space left on device");
        }
        assertThat(text(root.resolve("x"))).isEqualTo("abcd");
        disk.repair();
        Files.delete(root.resolve("x"));
        assertThat(root.resolve("x")).doesNotExist();
    }

    @Test
    void fullDiskRefusesWritesAndLetsFilesBeDeleted() throws IOException {
        Files.writeString(root.resolve("x"), "abcd");
        disk.fullFrom(1);
        assertThatThrownBy(() -> Files.writeString(root.resolve("x"), "e", StandardOpenOption.APPEND))
                .hasMessage("No space left on device");
        assertThatThrownBy(() -> Files.createFile(root.resolve("y"))).isInstanceOf(FileSystemException.class);
        Files.move(root.resolve("x"), root.resolve("z"));
        force(root.resolve("z"));
        Files.delete(root.resolve("z"));
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void powerLossStopsEverythingAndCannotBeCaughtAway() throws IOException {
        Path file = Files.writeString(root.resolve("x"), "abcd");
        disk.crashFrom(4);
        assertThat(disk.crashed()).isFalse();
        Files.writeString(file, "e", StandardOpenOption.APPEND);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> Files.writeString(file, "f", StandardOpenOption.APPEND))
                    .isInstanceOf(PowerLoss.class)
                    .hasMessageStartingWith("the power failed before operation ");
        }
        assertThat(disk.crashed()).isTrue();
        assertThatThrownBy(() -> Files.delete(file)).isInstanceOf(PowerLoss.class);
        assertThat(text(file)).isEqualTo("abcde");
        assertThat(after(Unsynced.KEPT, "x")).isEqualTo("abcde");
    }

    @Test
    void powerLossCanCutAWrite() throws IOException {
        disk.crashHalfway(2);
        assertThatThrownBy(() -> Files.writeString(root.resolve("x"), "abcd")).isInstanceOf(PowerLoss.class);
        assertThatThrownBy(() -> Files.writeString(root.resolve("y"), "abcd")).isInstanceOf(PowerLoss.class);
        assertThat(disk.crashed()).isTrue();
        assertThat(after(Unsynced.KEPT, "x")).isEqualTo("ab");
        assertThat(after(Unsynced.KEPT, "y")).isEqualTo("-");
    }

    // a file system like that of Linux

    @Test
    void locksAreSeenInTheProcessAndGoneAfterACrash() throws IOException {
        Path file = root.resolve("lock");
        try (FileChannel first = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileChannel second = FileChannel.open(file, StandardOpenOption.WRITE)) {
            FileLock lock = first.tryLock();
            assertThat(lock.isValid()).isTrue();
            assertThatThrownBy(second::tryLock).isInstanceOf(OverlappingFileLockException.class);
            CrashFileSystem after = disk.afterCrash(Unsynced.KEPT);
            try (FileChannel other = FileChannel.open(after.root().resolve("lock"), StandardOpenOption.WRITE)) {
                assertThat(other.tryLock()).isNotNull();
            }
            lock.release();
            assertThat(lock.isValid()).isFalse();
            assertThat(second.tryLock()).isNotNull();
        }
        try (FileChannel third = FileChannel.open(file, StandardOpenOption.WRITE)) {
            assertThat(third.tryLock()).isNotNull(); // closing a channel released its lock
        }
        disk.lockElsewhere(file);
        try (FileChannel third = FileChannel.open(file, StandardOpenOption.WRITE)) {
            assertThat(third.tryLock()).isNull();
        }
    }

    @Test
    void linksAreFollowedAndDeletedThemselves() throws IOException {
        Path folder = Files.createDirectories(root.resolve("real/inner"));
        Files.writeString(folder.resolve("x"), "x");
        Path link = Files.createSymbolicLink(root.resolve("link"), disk.getPath("real/../real"));
        assertThat(Files.readString(link.resolve("inner/x"))).isEqualTo("x");
        assertThat(link.resolve("inner/x").toRealPath()).isEqualTo(folder.resolve("x"));
        assertThat(Files.readSymbolicLink(link)).hasToString("real/../real");
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(Files.isDirectory(link)).isTrue();
        assertThat(Files.isDirectory(link, LinkOption.NOFOLLOW_LINKS)).isFalse();
        assertThat(Files.isSameFile(link, root.resolve("real"))).isTrue();
        Files.writeString(link.resolve("y"), "y");
        assertThat(root.resolve("real/y")).hasContent("y");
        Files.delete(link);
        assertThat(root.resolve("real/y")).hasContent("y");

        Path dangling = Files.createSymbolicLink(root.resolve("dangling"), root.resolve("real/z"));
        assertThat(Files.exists(dangling)).isFalse();
        assertThat(Files.exists(dangling, LinkOption.NOFOLLOW_LINKS)).isTrue();
        Files.writeString(dangling, "z");
        assertThat(root.resolve("real/z")).hasContent("z");
        Files.createSymbolicLink(root.resolve("self"), disk.getPath("self"));
        assertThatThrownBy(() -> Files.readString(root.resolve("self"))).hasMessageContaining("symbolic links");
        CrashFileSystem after = disk.afterCrash(Unsynced.KEPT);
        assertThat(after.root().resolve("dangling")).hasContent("z");
        assertThat(Files.readSymbolicLink(after.root().resolve("dangling")).getFileSystem())
                .isSameAs(after);
    }

    @Test
    void mistakesAreReportedAsOnLinux() throws IOException {
        Path file = Files.writeString(root.resolve("x"), "x");
        Path folder = Files.createDirectory(root.resolve("a"));
        Files.writeString(folder.resolve("y"), "y");
        assertThatThrownBy(() -> Files.readString(root.resolve("none"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Files.writeString(root.resolve("none/x"), "x"))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Files.createDirectory(folder)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> Files.createDirectories(file)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> Files.createFile(file)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> Files.delete(folder)).isInstanceOf(DirectoryNotEmptyException.class);
        assertThatThrownBy(() -> Files.delete(root.resolve("none"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Files.list(file)).isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> Files.readString(file.resolve("z"))).hasMessageContaining("Not a directory");
        assertThatThrownBy(() -> Files.writeString(folder, "z")).hasMessage("/disk/a: Is a directory");
        assertThatThrownBy(() -> Files.readString(folder)).hasMessage("Is a directory");
        assertThatThrownBy(() -> Files.move(file, folder)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> Files.move(file, folder, StandardCopyOption.ATOMIC_MOVE))
                .hasMessage("/disk/x -> /disk/a: Is a directory");
        assertThatThrownBy(() -> Files.move(folder, file, StandardCopyOption.ATOMIC_MOVE))
                .hasMessage("/disk/a -> /disk/x: Not a directory");
        assertThatThrownBy(() -> Files.move(folder, folder.resolve("b"))).hasMessageContaining("Invalid argument");
        assertThatThrownBy(() -> Files.move(root.resolve("none"), file)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Files.move(file, root.resolve("none/x")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage("/disk/x -> /disk/none/x");
        assertThatThrownBy(folder::toFile).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void moveThatIsNotAtomicDeletesItsTargetFirst() throws Exception {
        Files.writeString(root.resolve("x"), "x");
        Files.writeString(root.resolve("y"), "y");
        List<Operation> operations = disk.record(
                path -> Files.move(path.resolve("x"), path.resolve("y"), StandardCopyOption.REPLACE_EXISTING));
        assertThat(operations).extracting(Operation::what).containsExactly("delete y", "rename x to y");
        assertThat(text(root.resolve("y"))).isEqualTo("x");
    }

    @Test
    void wholeFoldersAreRenamedAndReplaceEmptyOnes() throws IOException {
        Files.createDirectories(root.resolve("a/b"));
        Files.writeString(root.resolve("a/b/x"), "x");
        Files.createDirectory(root.resolve("c"));
        Files.move(root.resolve("a"), root.resolve("c"), StandardCopyOption.ATOMIC_MOVE);
        assertThat(root.resolve("c/b/x")).hasContent("x");
        assertThat(root.resolve("a")).doesNotExist();
    }

    @Test
    void channelsReadAndWriteAnywhere() throws IOException {
        Path file = root.resolve("x");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap("abcdef".getBytes(StandardCharsets.UTF_8)));
            channel.write(ByteBuffer.wrap("XY".getBytes(StandardCharsets.UTF_8)), 2);
            assertThat(channel.position()).isEqualTo(6);
            assertThat(channel.size()).isEqualTo(6);
            ByteBuffer two = ByteBuffer.allocate(2);
            assertThat(channel.read(two, 3)).isEqualTo(2);
            assertThat(new String(two.array(), StandardCharsets.UTF_8)).isEqualTo("Ye");
            assertThat(channel.read(two.clear())).isEqualTo(-1);
            assertThat(channel.position(4).read(two)).isEqualTo(2);
            channel.write(new ByteBuffer[] {ByteBuffer.wrap(new byte[] {'1'}), ByteBuffer.wrap(new byte[] {'2', '3'})});
            channel.position(11).write(ByteBuffer.wrap(new byte[] {'!'}));
            assertThat(text(file)).isEqualTo("abXYef123\0\0!");
            channel.truncate(3);
            assertThat(channel.position()).isEqualTo(3);
            channel.position(5).write(ByteBuffer.wrap(new byte[] {'?'}));
            assertThat(text(file)).isEqualTo("abX\0\0?");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.APPEND)) {
            assertThat(channel.position()).isEqualTo(6);
            channel.position(0).write(ByteBuffer.wrap(new byte[] {'e'}));
            assertThat(text(file)).isEqualTo("abX\0\0?e");
        }
    }

    @Test
    void interruptClosesAChannel() throws IOException {
        try (FileChannel channel =
                FileChannel.open(root.resolve("x"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            Thread.currentThread().interrupt();
            Throwable thrown = catchThrowable(() -> channel.write(ByteBuffer.allocate(1)));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(thrown).isInstanceOf(ClosedByInterruptException.class);
            assertThat(channel.isOpen()).isFalse();
        }
        assertThat(what()).containsExactly("1 create x");
    }

    @Test
    void pathsBehaveAsThoseOfLinux() {
        for (String text : List.of("/a/b/../c", "a/./b", "", "/", "../x", "a//b/", "..", "/..")) {
            Path real = Path.of(text);
            Path path = disk.getPath(text);
            assertThat(path).hasToString(real.toString());
            assertThat(path.normalize()).hasToString(real.normalize().toString());
            assertThat(String.valueOf(path.getParent())).isEqualTo(String.valueOf(real.getParent()));
            assertThat(String.valueOf(path.getFileName())).isEqualTo(String.valueOf(real.getFileName()));
            assertThat(path.getNameCount()).isEqualTo(real.getNameCount());
            for (String other : List.of("/z", "z/y", "", "..")) {
                assertThat(path.resolve(other)).hasToString(real.resolve(other).toString());
                assertThat(path.resolveSibling(other))
                        .hasToString(real.resolveSibling(other).toString());
                assertThat(path.startsWith(other)).isEqualTo(real.startsWith(other));
                assertThat(path.endsWith(other)).isEqualTo(real.endsWith(other));
            }
        }
        assertThat(root.resolve("a/b").relativize(root.resolve("a/c/d"))).hasToString("../c/d");
        assertThat(disk.getPath("a").toAbsolutePath()).hasToString("/disk/a");
        assertThat(disk.getPath("a", "b/c")).hasToString("a/b/c");
    }

    @Test
    void foldersAreListedCopiedAndWalked() throws IOException {
        Files.createDirectories(root.resolve("a/b"));
        Files.writeString(root.resolve("a/x.csv"), "1");
        Files.copy(root.resolve("a/x.csv"), root.resolve("a/b/y.csv"));
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root.resolve("a"), "*.csv")) {
            assertThat(entries).containsExactly(root.resolve("a/x.csv"));
        }
        try (Stream<Path> all = Files.walk(root.resolve("a"))) {
            assertThat(all.map(path -> root.relativize(path).toString()))
                    .containsExactly("a", "a/b", "a/b/y.csv", "a/x.csv");
        }
        Path temporary = Files.createTempFile(root, "t", ".part");
        Files.setLastModifiedTime(temporary, FileTime.fromMillis(5));
        assertThat(Files.getLastModifiedTime(temporary)).isEqualTo(FileTime.fromMillis(5));
        assertThat(Files.getFileStore(root).getUsableSpace()).isPositive();
        assertThat(Files.readAllLines(root.resolve("a/b/y.csv"))).containsExactly("1");
    }

    // the driver

    @Test
    void driverFindsWhatTheForcesOfOutputFileAreFor() throws Exception {
        Crashes.Table table = Crashes.everyOperation(
                root -> OutputFile.write(root.resolve("x"), "old content"),
                root -> OutputFile.write(root.resolve("x"), "new content"),
                (root, point) -> {
                    if (!point.returned()) {
                        assertThat(point.thrown())
                                .isInstanceOfAny(PowerLoss.class, InvalidInputException.class, IOException.class);
                    }
                    String text = Files.readString(root.resolve("x"));
                    assertThat(text).isIn("old content", "new content");
                    assertThat(text.startsWith("new") || !point.returned()).isTrue();
                    return text.substring(0, 3);
                });
        assertThat(table.operations()).hasSize(5);
        // each fails in two ways and crashes in five; two need space, one can be cut; five crashes after the end
        assertThat(table.points()).isEqualTo(5 * (2 + 5) + 2 + 2 + 5);
        assertThat(table.counts()).containsOnlyKeys("old", "new");
        assertThat(table.toString())
                .contains("operation 2 write x.")
                .startsWith("5 operations, 44 interruptions: old ")
                .containsPattern("\noperation 4 rename x\\..*part to x: fails once, all fail, kept, lost, torn, zeros,"
                        + " names only -> old\n")
                .containsPattern("\noperation 5 force folder \\.: fails once, all fail, kept, names only -> new;"
                        + " lost, torn, zeros -> old\n")
                .endsWith("\nafter the last operation: kept, lost, torn, zeros, names only -> new");
    }

    @Test
    void driverNamesTheOperationThatLosesData() {
        assertThatThrownBy(() -> Crashes.everyOperation(
                        root -> Files.writeString(root.resolve("x"), "old"),
                        root -> replace(root.resolve("x"), "new", false, true),
                        (root, point) -> {
                            assertThat(Files.readString(root.resolve("x"))).isIn("old", "new");
                            return "whole";
                        }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("operation 4 force folder .: names only (the action threw ")
                .hasMessageContaining("after the last operation: lost (the action returned) -> ");
    }

    @Test
    void driverFindsFilesChangedInPlace() throws Exception {
        Crashes.Table table = Crashes.survey(
                Crashes.prepared(root -> Files.writeString(root.resolve("x"), "old")),
                root -> Files.writeString(root.resolve("x"), "new"),
                (root, point) -> {
                    String text = Files.readString(root.resolve("x"));
                    assertThat(text).isIn("old", "new");
                    return text;
                });
        assertThat(table.operations())
                .extracting(Operation::toString)
                .containsExactly("1 truncate x to 0 bytes", "2 write x, 3 bytes");
        assertThat(table.counts()).containsEntry("FAILED", table.problems().size());
        assertThat(table.problems())
                .anySatisfy(problem -> assertThat(problem).startsWith("operation 2 write x, 3 bytes: fails once"))
                .anySatisfy(problem -> assertThat(problem).startsWith("operation 2 write x, 3 bytes: kept"));
    }
}
