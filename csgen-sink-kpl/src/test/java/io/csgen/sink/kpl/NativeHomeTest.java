package io.csgen.sink.kpl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.csgen.sink.SinkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class NativeHomeTest {
    /** The homes are deleted when the JVM ends. */
    @TempDir(cleanup = CleanupMode.NEVER)
    private Path temporary;

    private Path home(String name, Duration age) throws IOException {
        Path home = Files.createDirectories(temporary.resolve(name).resolve("files"));
        Path lock = Files.createFile(home.resolveSibling("lock"));
        Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minus(age)));
        return home.getParent();
    }

    @Test
    void sinksShareTheFilesUnderNamesOfTheirOwn() throws IOException {
        NativeHome home = NativeHome.in(temporary);
        Path first = home.place();
        Path second = NativeHome.in(temporary).place();
        Files.writeString(first.resolve("program"), "text");

        assertThat(first).isNotEqualTo(second);
        assertThat(second.resolve("program")).hasContent("text");
        home.leave();
        home.leave();
    }

    @Test
    void deletesWhatAJvmThatWasKilledHasLeft() throws IOException {
        Path abandoned = home("csgen-kpl-1", Duration.ofHours(1));
        Path young = home("csgen-kpl-2", Duration.ZERO);
        Path other = home("other-3", Duration.ofHours(1));

        NativeHome.in(temporary);

        assertThat(abandoned).doesNotExist();
        assertThat(young).exists();
        assertThat(other).exists();
    }

    @Test
    void leavesTheHomesOfOthersThatLive() throws IOException {
        Path mine = NativeHome.in(temporary).place().getParent();
        Files.setLastModifiedTime(
                mine.resolve("lock"), FileTime.from(Instant.now().minus(Duration.ofHours(1))));

        NativeHome.in(temporary.resolve("../" + temporary.getFileName())); // another name of the same directory

        assertThat(mine).exists();
        NativeHome.in(temporary).leave();
    }

    @Test
    void saysWhereItCannotUnpack() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));

        assertThatThrownBy(() -> NativeHome.in(file))
                .isInstanceOf(SinkException.class)
                .hasMessageStartingWith("cannot unpack the native program of the KPL in " + file + ": ");
        try (Stream<Path> entries = Files.list(temporary)) {
            assertThat(entries).containsExactly(file);
        }
    }
}
