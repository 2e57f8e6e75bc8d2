package io.csgen.examples;

import java.time.Duration;

/**
 * Measures what a crowd of 1,000 clients does to a server that gives 5,000 clicks a second: how late the clicks are,
 * and what the server takes of the machine, before, with and after the crowd. Not a test, as the figures depend on the
 * machine. Argument: seconds of each phase. System properties: {@code csgen.jar}, and {@code csgen.options} for the JVM
 * of the server.
 */
final class CrowdMeasurement {
    private static final int CLIENTS = 1_000;

    private CrowdMeasurement() {}

    public static void main(String[] args) throws Exception {
        Duration phase = Duration.ofSeconds(args.length == 0 ? 60 : Integer.parseInt(args[0]));
        try (CrowdedServer server = CrowdedServer.start(System.getProperty("csgen.options", ""))) {
            Crowd first = new Crowd(server.remote().address(), CrowdedServer.TOKEN, CLIENTS);
            try (first) {
                server.click(phase.dividedBy(2)); // lets the JVM compile, and its heap grow
            }
            tell("alone", server.click(phase), server);
            Crowd crowd = new Crowd(server.remote().address(), CrowdedServer.TOKEN, CLIENTS);
            try (crowd) {
                tell("crowd", server.click(phase), server);
            }
            System.out.println(crowd);
            System.out.println("unexpected: " + crowd.unexpected());
            tell("alone again", server.click(phase), server);
        }
    }

    private static void tell(String phase, CrowdedServer.Lags lags, CrowdedServer server) throws Exception {
        System.out.println(phase + ": " + lags + ", " + server.footprint());
    }
}
