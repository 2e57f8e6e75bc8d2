package io.csgen.examples;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Starts and stops runs into each kind of sink many times under 50 clients, and prints what the servers take of the
 * machine before and after. Not a test, as it takes long. Argument: how many runs, all sinks together. System property:
 * {@code csgen.jar}.
 */
final class SoakMeasurement {
    private static final int SINKS = 3;
    private static final int CLIENTS = 50;

    private SoakMeasurement() {}

    public static void main(String[] args) throws Exception {
        int runs = (args.length == 0 ? 500 : Integer.parseInt(args[0])) / SINKS + 1;
        Path directory = Files.createTempDirectory("csgen-soak");
        Soak soak = new Soak(runs, CLIENTS, directory);
        System.out.println(soak.intoMemory());
        System.out.println(soak.intoFile());
        System.out.println(soak.intoKinesis());
        Files.delete(directory.resolve("clicks.txt"));
        Files.delete(directory);
    }
}
