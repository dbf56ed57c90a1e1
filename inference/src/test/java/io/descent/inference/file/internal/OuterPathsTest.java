package io.descent.inference.file.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OuterPathsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"/dev/zero", "../a", "a/../../b", "a/../b", "./a", "", "..", "a\u0000b"})
    void aManifestListsOnlyFilesOfItsFolder(String name) {
        Manifest.write(folder, Map.of(name, new FileDigest(1, "00")));
        assertThatThrownBy(() -> Manifest.verify(folder, "model"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "%s: lists '%s', which is not a file of this folder; Descent did not write this manifest.json",
                        folder.resolve("manifest.json"), name.replace('\u0000', '\ufffd'));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a", "../a", "a/../../b", "./a", "", "a\\u0000b"})
    void aReplacementTouchesOnlyFilesOfItsFolder(String name) throws IOException {
        Path plan = Files.writeString(
                folder.resolve("replace.json"), "{\"install\":[],\"delete\":[\"%s\"]}".formatted(name));
        assertThatThrownBy(() -> Replacement.complete(folder))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(plan + ": is damaged; the files of a finished run are in " + folder);
        assertThat(plan).exists();
    }

    @Test
    void filesInInnerFoldersBelongToAFolder() {
        assertThat(Folders.isInner("model/weights.safetensors")).isTrue();
        assertThat(Folders.isInner("..a")).isTrue();
    }
}
