package io.csgen.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.fault.FaultInjection.InjectedFault;
import io.csgen.fault.FaultyStreams.Outcome;
import io.csgen.model.ShopModel;
import io.csgen.model.ShopModel.Preset;
import io.csgen.simulate.ClickGenerator;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What faults do to a stream, pinned: the ledger, and what came out, for all kinds at once. A digest that changes is a
 * change for everybody who keeps a manifest of a stream with faults.
 */
class FaultDigestTest {
    /** All kinds, often enough for each to meet each kind of click. */
    private static final Faults ALL = FaultyStreams.all(0.1).with(Fault.BOT, 0.1);

    private static final int CLICKS = 4_000;

    private static ShopModel store(String name) {
        return name.equals("quoted")
                ? FaultyStreams.STORE
                : ShopModel.preset(Preset.valueOf(name.toUpperCase(Locale.ROOT)))
                        .with("customer-id-max", "50000")
                        .with("shop-journeys", "on");
    }

    private static ClickGenerator clicks(String store) {
        return ClickGenerator.of(store(store), 23, FaultyStreams.START).clicks(CLICKS);
    }

    private static String digest(List<InjectedFault> ledger) {
        return sha256(ledger.stream().map(InjectedFault::toJson).toList());
    }

    private static String sha256(List<String> lines) {
        try {
            byte[] text = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text))
                    .substring(0, 32);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Each digest is half of a SHA-256. */
    @ParameterizedTest(name = "{0} as {1}")
    @CsvSource({
        "classic,url,e85b79c0608771e981b7c7117daa6dc5,3ecedd0f0ae755ea680c4eb5fc25aa52",
        "classic,json-url,a04526f318615d503757d77210b37080,c2fbd8c0cf834e3c4f0da7cf1f4ade01",
        "classic,json,aec7b1fc9b98e18d4a494f186d9f8265,0c3f86b4436e4d15ed0524fca450e47e",
        "classic,csv,aec7b1fc9b98e18d4a494f186d9f8265,8b5801e8bc0a9cdd8f9c9a52f501247e",
        "reference,url,6e09037b11e9763048230d376fbb44a9,3e0979d5d3c6cd7928906fbd8b31fa05",
        "reference,json-url,464d695e26302e4d955bad19c0e35571,7fd3ef5c5c4d7207ea90be33bd8c9394",
        "reference,json,ee40f133d7378024c654df9097b4411c,ea2d6452cece44c5436adcdfb4bf03bf",
        "reference,csv,ee40f133d7378024c654df9097b4411c,a307e184251db945967832deaea3d025",
        "yoochoose,url,e8ea4eee82512e7a964b2bd090cd73f8,65b075f66e89822eac24b6b619a778cd",
        "yoochoose,json-url,4f7b4193bd7dfc1a10810a6fef129687,997e0ffe656d425847d0307642f3b7db",
        "yoochoose,json,a1b750e902fde49763ea28223e31a193,0e2b0a6f7f3bf461c7dd16230e2306db",
        "yoochoose,csv,a1b750e902fde49763ea28223e31a193,aefaaaca5a573d9f494981aa8a57dcb5",
        "diginetica,url,e08ba156ed80e4f93cd15ba38266864d,869db17c5e1b4332bc59d3025a4c9a82",
        "diginetica,json-url,5ce9a293aa503602974711e4e63a9fde,2dfa2c92bee8720c81e8234ab9f222f7",
        "diginetica,json,2b18b10d916db4df6e6e51ae412908f2,9916a8ecb86278eef23e4b7395812853",
        "diginetica,csv,2b18b10d916db4df6e6e51ae412908f2,8f9e59c21e85943d11ad0f133443146a",
        "retailrocket,url,6aea2b4117068f284187191ba57a78b9,8b466396d51440a123717603d768f305",
        "retailrocket,json-url,bf5b8ccec3b1665eade167f04a99cf65,b2a6512962b5ba1cf2cd8d41cb1d5a5e",
        "retailrocket,json,c2f1ffd391fa0a4efe0c6ad496d43b47,f9d0b7f712d8298f9585161c5a305e3a",
        "retailrocket,csv,c2f1ffd391fa0a4efe0c6ad496d43b47,b6155414fcf92ed8922fdd1dc630fbe9",
        "rees46,url,eb824bc39e4cbb1bac0c711798a205f7,f5975f2142de311698eec4d9a032d3df",
        "rees46,json-url,ef015a54925a645b9520b01e2a8469a1,0d6eeb320f995025fdec418214d2b66a",
        "rees46,json,4967692ac357ddfcf014102f3875c095,f471fae4c485a282c55d96442da73310",
        "rees46,csv,4967692ac357ddfcf014102f3875c095,9ef930db2c0ea190c3671f9b68dd6c0a",
        "quoted,url,930bccf6078f7f1acf363bae0dde91d7,12c8102d2ef1f5c7e788e3be152bb5f8",
        "quoted,json-url,d43a157575e07e9eaf8bfc8d17ac05e2,74ee46f0a2696fa30903e99169e6ebef",
        "quoted,json,6b862da96f18fecdddd47036107a9c74,46b6460bab262c9d44c8ad53653d0a8b",
        "quoted,csv,6b862da96f18fecdddd47036107a9c74,eb93dc2a40c0545d31e0e9f741ff5c96"
    })
    void writtenStreamsHaveTheSameFaultsForEver(String store, String format, String ledger, String lines)
            throws InterruptedException {
        Outcome<String> outcome = FaultyStreams.lines(clicks(store), ALL, ClickFormat.named(format));

        assertThat(digest(outcome.ledger()) + " " + sha256(outcome.out()))
                .as("%s, %s", store, format)
                .isEqualTo(ledger + " " + lines);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "classic,682d12aafb4244d3eccc4360546b5c86,f2d7d4908c4aa418bfa88a964a70d9f5",
        "reference,07180f2d72f9583c054d3f22227cd077,6034b2142cfa298ab1b16ad698c88d2a",
        "yoochoose,626031f5190b10ebf7119279fa9b3638,0cddb7a9505be11441fcddfcf924a766",
        "diginetica,4c9dadbfd37d0195afb9eb244df7f408,94f646a19bd025279c59784da1596d5a",
        "retailrocket,36f1c0cebd9201df25a898ed73c3af9b,87cc2bd9f4c7d1b60458469375a72cf0",
        "rees46,b3c98caa9e587a75f3a843c9e3adfa85,e49e8bf65000c9e275edb112373f7a4e",
        "quoted,c1700371ad647ef42ce9fed73fe41efa,b0926e4d42dab0fce6804f72ef1663f1"
    })
    void streamsThatAreNotWrittenHaveTheSameFaultsForEver(String store, String ledger, String clicks)
            throws InterruptedException {
        Outcome<Click> outcome = FaultyStreams.clicks(clicks(store), ALL);
        ClickEncoder encoder = store(store).encoder(ClickFormat.CSV);
        List<String> lines = outcome.out().stream()
                .map(click -> new String(encoder.encode(click), StandardCharsets.UTF_8))
                .toList();

        assertThat(digest(outcome.ledger()) + " " + sha256(lines)).as(store).isEqualTo(ledger + " " + clicks);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "AT_LEAST_ONCE,324464ffe9332cc203746d533ba4bbc3,61f9801b032d822ec7f23a8a31c5cc94",
        "REALISTIC,a509d53836cb4b8adaa102d3e87e48a8,7d8cf5d25e55223751bf731bfb0ce3c7"
    })
    void presetsOfFaultsPutInTheSameForEver(Faults.Preset preset, String ledger, String lines)
            throws InterruptedException {
        Outcome<String> outcome = FaultyStreams.lines(clicks("reference"), Faults.preset(preset), ClickFormat.JSON);

        assertThat(digest(outcome.ledger()) + " " + sha256(outcome.out()))
                .as("%s", preset)
                .isEqualTo(ledger + " " + lines);
    }

    /** So that no digest above holds less than it says. */
    @Test
    void everyKindIsInTheStreams() throws InterruptedException {
        Outcome<String> outcome = FaultyStreams.lines(clicks("quoted"), ALL, ClickFormat.JSON);

        assertThat(outcome.faults().counts()).containsOnlyKeys(Fault.ALL.toArray(Fault[]::new));
    }
}
