package io.csgen.sink.kpl;

import io.csgen.sink.SinkException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import software.amazon.kinesis.producer.KinesisProducer;

/**
 * Where the native program of the KPL runs. It starts a new process again and again where one cannot run, so
 * that is found out before. Immutable.
 *
 * @param os the name of the operating system, as Java calls it
 * @param arch the architecture, as Java calls it
 * @param root the root directory
 * @param resources tells whether the KPL has a resource
 */
record NativePlatform(String os, String arch, Path root, Predicate<String> resources) {
    private static final String INSTEAD = ": use sink=kinesis instead";

    /** The loader that a program for glibc names, by architecture. */
    private static final Map<String, String> LOADERS =
            Map.of("x86_64", "lib64/ld-linux-x86-64.so.2", "aarch64", "lib/ld-linux-aarch64.so.1");

    static NativePlatform current() {
        return new NativePlatform(
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Path.of("/"),
                name -> KinesisProducer.class.getClassLoader().getResource(name) != null);
    }

    /**
     * Checks that the program runs here, as far as can be seen without trying.
     *
     * @throws SinkException if not; it names the sink to use instead
     */
    void require() {
        String architecture = arch.equals("amd64") ? "x86_64" : arch;
        boolean linux = os.startsWith("Linux");
        String directory = linux ? "linux-" + architecture : os.startsWith("Mac") ? "osx" : os;
        if (!resources.test("amazon-kinesis-producer-native-binaries/" + directory + "/kinesis_producer")) {
            throw new SinkException("the KPL has no native program for " + os + " on " + arch + INSTEAD, null);
        }
        Optional<String> loader = Optional.ofNullable(linux ? LOADERS.get(architecture) : null);
        if (loader.isPresent() && Files.notExists(root.resolve(loader.get()))) {
            throw new SinkException(
                    "the native program of the KPL needs glibc, which this Linux lacks, as Alpine does (no /"
                            + loader.get() + ")" + INSTEAD,
                    null);
        }
    }
}
