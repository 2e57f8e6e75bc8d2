package io.csgen.sink.kpl;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.csgen.sink.SinkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.kinesis.producer.KinesisProducer;

class NativePlatformTest {
    @TempDir
    private Path root;

    private NativePlatform platform(String os, String arch) {
        return new NativePlatform(
                os, arch, root, name -> KinesisProducer.class.getClassLoader().getResource(name) != null);
    }

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, lib64/ld-linux-x86-64.so.2",
        "Linux, aarch64, lib/ld-linux-aarch64.so.1",
        "Mac OS X, aarch64, any"
    })
    void runsOnLinuxWithGlibcAndOnMacOs(String os, String arch, String loader) throws IOException {
        Files.createDirectories(root.resolve(loader).getParent());
        Files.createFile(root.resolve(loader));

        assertThatCode(platform(os, arch)::require).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"Linux, riscv64", "Windows 11, amd64", "Linux, ppc64le"})
    void namesTheOtherSinkWhereThereIsNoProgram(String os, String arch) {
        assertThatThrownBy(platform(os, arch)::require)
                .isInstanceOf(SinkException.class)
                .hasMessage("the KPL has no native program for " + os + " on " + arch + ": use sink=kinesis instead");
    }

    @Test
    void namesTheOtherSinkWhereThereIsNoGlibc() {
        assertThatThrownBy(platform("Linux", "amd64")::require)
                .isInstanceOf(SinkException.class)
                .hasMessage("the native program of the KPL needs glibc, which this Linux lacks, as Alpine does"
                        + " (no /lib64/ld-linux-x86-64.so.2): use sink=kinesis instead");
    }
}
