package io.csgen.examples.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.examples.testing.CapturedTerminal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceVariablesTest {
    @ParameterizedTest
    @CsvSource({
        "CSGEN_PORT, tcp://10.0.0.1:3000",
        "CSGEN_PORT, udp://10.0.0.1:3000",
        "CSGEN_SERVICE_HOST, 10.0.0.1",
        "CSGEN_SERVICE_PORT, 3000",
        "CSGEN_SERVICE_PORT_HTTP, 3000",
        "CSGEN_PORT_3000_TCP, tcp://10.0.0.1:3000",
        "CSGEN_PORT_3000_TCP_PROTO, tcp",
        "CSGEN_PORT_3000_TCP_PORT, 3000",
        "CSGEN_PORT_3000_TCP_ADDR, 10.0.0.1",
        "CSGEN_WEB_PORT, tcp://10.0.0.1:80",
        "CSGEN_WEB_SERVICE_HOST, 10.0.0.1",
        "CSGEN_WEB_PORT_80_TCP_ADDR, 10.0.0.1"
    })
    void whatKubernetesPutsThereForServicesIsNoSetting(String name, String value) {
        assertThat(ServiceVariables.removedFrom(Map.of(name, value, "CSGEN_SEED", "7")))
                .isEqualTo(Map.of("CSGEN_SEED", "7"));
    }

    @ParameterizedTest
    @CsvSource({"CSGEN_PORT, 3000", "CSGEN_PORT, x", "CSGEN_SEED, tcp://10.0.0.1:3000", "CSGEN_POTR, 1", "PATH, /bin"})
    void anythingElseStays(String name, String value) {
        assertThat(ServiceVariables.removedFrom(Map.of(name, value))).isEqualTo(Map.of(name, value));
    }

    @Test
    void aServerStartsBesideAServiceOfItsName() {
        CapturedTerminal terminal = new CapturedTerminal()
                .with("CSGEN_PORT", "tcp://10.0.0.1:3000")
                .with("CSGEN_SERVICE_HOST", "10.0.0.1")
                .with("CSGEN_CUSTOMER_ID_MAX", "5000");

        assertThat(terminal.run("validate")).isZero();
        assertThat(terminal.err()).isEmpty();
    }
}
