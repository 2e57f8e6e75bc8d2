package io.csgen.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickField;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickReader;
import io.csgen.click.ClickTransformer;
import io.csgen.click.ClickUrl;
import io.csgen.config.ConfigException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultEncoderTest {
    private static final List<Click> CLICKS =
            FaultyStreams.hours(5, 1).clicks(5_000).stream().toList();
    private static final ObjectMapper JSON = new ObjectMapper();

    private static FaultInjection injection(Fault fault, double rate) {
        return Faults.none().with(fault, rate).injection(FaultyStreams.hours(5, 1), entry -> {});
    }

    private static ClickEncoder plain(ClickFormat format) {
        return FaultyStreams.STORE.encoder(format);
    }

    private static String text(ClickEncoder encoder, Click click) {
        return new String(encoder.encode(click), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource("io.csgen.click.ClickFormat#builtIn")
    void clicksWithoutAFaultAreWrittenAsEver(ClickFormat format) {
        FaultInjection injection = injection(Fault.MALFORMED, 0.5);
        ClickEncoder encoder = injection.encoder(format, plain(format));

        assertThat(encoder.header()).isEqualTo(plain(format).header());
        assertThat(CLICKS)
                .filteredOn(click -> injection.plan().of(click).isEmpty())
                .hasSizeBetween(2_000, 3_000)
                .allSatisfy(click -> assertThat(text(encoder, click)).isEqualTo(text(plain(format), click)));
    }

    @ParameterizedTest
    @MethodSource("io.csgen.click.ClickFormat#builtIn")
    void theSameClickIsAlwaysWrittenAlikeAndWithinItsRoom(ClickFormat format) {
        ClickEncoder encoder = Faults.none()
                .with(Fault.MALFORMED, 0.5)
                .with(Fault.MISSING_FIELD, 0.3)
                .with(Fault.CLOCK_SKEW, 0.2)
                .injection(FaultyStreams.hours(5, 1), entry -> {})
                .encoder(format, plain(format));
        byte[] target = new byte[encoder.maxBytes() + 20];
        for (Click click : CLICKS) {
            Arrays.fill(target, (byte) 7);
            int end = encoder.encode(click, target, 10);

            assertThat(Arrays.copyOfRange(target, 10, end)).isEqualTo(encoder.encode(click));
            assertThat(Arrays.copyOf(target, 10)).containsOnly(7);
            assertThat(Arrays.copyOfRange(target, 10 + encoder.maxBytes(), target.length))
                    .containsOnly(7);
        }
    }

    /** Reads each line behind a good one, as the reader wants to see one first. */
    @ParameterizedTest
    @ValueSource(strings = {"json", "csv"})
    void noMalformedLineReadsAsAClick(ClickFormat format) throws IOException {
        FaultInjection injection = injection(Fault.MALFORMED, 1);
        ClickEncoder encoder = injection.encoder(format, plain(format));
        Set<Malformation> seen = EnumSet.noneOf(Malformation.class);
        for (Click click : CLICKS) {
            byte[] good = (new String(plain(format).header(), StandardCharsets.UTF_8) + "\n"
                            + text(plain(format), CLICKS.get(0)) + "\n")
                    .getBytes(StandardCharsets.UTF_8);
            byte[] bad = encoder.encode(click);
            List<Click> read = new ArrayList<>();
            List<String> problems = new ArrayList<>();
            ClickReader.create()
                    .read(
                            new SequenceInputStream(new ByteArrayInputStream(good), new ByteArrayInputStream(bad)),
                            "test",
                            read::add,
                            problems::add);

            assertThat(read).as(new String(bad, StandardCharsets.ISO_8859_1)).containsExactly(CLICKS.get(0));
            assertThat(problems).hasSize(bad.length == 0 ? 0 : 1);
            assertThat(new String(bad, StandardCharsets.ISO_8859_1)).doesNotContain("\n");
            seen.add(MalformedFault.malformation(injection.plan().draw(click)));
        }
        assertThat(seen).containsExactlyInAnyOrder(Malformation.values());
    }

    @ParameterizedTest
    @MethodSource("io.csgen.click.ClickFormat#builtIn")
    void noMalformedLineBecomesAnEvent(ClickFormat format) {
        ClickEncoder encoder = injection(Fault.MALFORMED, 1).encoder(format, plain(format));
        ClickTransformer transformer = FaultyStreams.STORE.transformer();

        assertThat(transformer.transform(text(plain(format), CLICKS.get(0))))
                .isInstanceOf(ClickTransformer.Event.class);
        assertThat(CLICKS)
                .allSatisfy(click -> assertThat(transformer.transform(encoder.encode(click)))
                        .isInstanceOf(ClickTransformer.DeadLetter.class));
    }

    @ParameterizedTest
    @MethodSource("io.csgen.click.ClickFormat#builtIn")
    void noLineThatLacksAFieldBecomesAnEventUnlessTheOthersTellIt(ClickFormat format) {
        FaultInjection injection = injection(Fault.MISSING_FIELD, 1);
        ClickEncoder encoder = injection.encoder(format, plain(format));
        ClickTransformer transformer = FaultyStreams.STORE.transformer();
        boolean complete = format.fields().contains(ClickField.ORDINAL);

        assertThat(CLICKS).allSatisfy(click -> {
            ClickField missing = MissingFieldFault.field(injection.plan().draw(click));
            ClickTransformer.Output output = transformer.transform(encoder.encode(click));
            if (complete && missing.isDerived()) {
                assertThat(output.json()).isEqualTo(text(plain(ClickFormat.JSON), click));
            } else {
                assertThat(output).isInstanceOf(ClickTransformer.DeadLetter.class);
            }
        });
    }

    @Test
    void malformedJsonIsNone() {
        FaultInjection injection = injection(Fault.MALFORMED, 1);
        ClickEncoder encoder = injection.encoder(ClickFormat.JSON, plain(ClickFormat.JSON));

        assertThat(CLICKS)
                .filteredOn(
                        click -> MalformedFault.malformation(injection.plan().draw(click)) != Malformation.ENCODING)
                .filteredOn(
                        click -> MalformedFault.malformation(injection.plan().draw(click)) != Malformation.EMPTY)
                .allSatisfy(click -> assertThatThrownBy(() -> JSON.readTree(encoder.encode(click)))
                        .isInstanceOf(JsonProcessingException.class));
    }

    @Test
    void jsonLacksTheMissingFieldAndNothingElse() throws IOException {
        FaultInjection injection = injection(Fault.MISSING_FIELD, 1);
        ClickEncoder encoder = injection.encoder(ClickFormat.JSON, plain(ClickFormat.JSON));
        for (Click click : CLICKS) {
            ObjectNode expected =
                    (ObjectNode) JSON.readTree(plain(ClickFormat.JSON).encode(click));
            assertThat(expected.remove(MissingFieldFault.field(injection.plan().draw(click))
                            .wireName()))
                    .isNotNull();

            assertThat(text(encoder, click)).isEqualTo(expected.toString());
        }
    }

    @Test
    void csvHasNothingInTheColumnOfTheMissingField() throws IOException {
        FaultInjection injection = injection(Fault.MISSING_FIELD, 1);
        ClickEncoder encoder = injection.encoder(ClickFormat.CSV, plain(ClickFormat.CSV));
        String quoted = "\"Books, \"\"rare\"\" ones\"";
        for (Click click : CLICKS) {
            String[] columns =
                    text(plain(ClickFormat.CSV), click).replace(quoted, "BOOKS").split(",", -1);
            columns[
                    ClickField.ALL.indexOf(
                            MissingFieldFault.field(injection.plan().draw(click)))] = "";

            assertThat(text(encoder, click)).isEqualTo(String.join(",", columns).replace("BOOKS", quoted));
        }
    }

    @Test
    void urlsLackTheUser() {
        ClickEncoder encoder = injection(Fault.MISSING_FIELD, 1).encoder(ClickFormat.URL, plain(ClickFormat.URL));
        ClickUrl.Parser parser = ClickUrl.Parser.of(FaultyStreams.STORE.storeUrl());

        assertThat(CLICKS).allSatisfy(click -> {
            String url = text(encoder, click);
            assertThat(text(plain(ClickFormat.URL), click))
                    .isIn(url + "?userid=" + click.userId(), url + "&userid=" + click.userId());
            assertThatThrownBy(() -> parser.parse(url)).isInstanceOf(ConfigException.class);
        });
    }

    @Test
    void urlsInJsonLackTheUserOrAreMissing() {
        FaultInjection injection = injection(Fault.MISSING_FIELD, 1);
        ClickEncoder encoder = injection.encoder(ClickFormat.JSON_URL, plain(ClickFormat.JSON_URL));

        assertThat(CLICKS).allSatisfy(click -> {
            String whole = text(plain(ClickFormat.JSON_URL), click);
            String expected =
                    MissingFieldFault.field(injection.plan().draw(click)).equals(ClickField.URL)
                            ? "{}"
                            : whole.replaceFirst("[?&]userid=\\d+", "");
            assertThat(text(encoder, click)).isEqualTo(expected);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "csv"})
    void aSkewedClockChangesNothingButTheTime(ClickFormat format) {
        FaultInjection injection = injection(Fault.CLOCK_SKEW, 1);
        ClickEncoder encoder = injection.encoder(format, plain(format));

        assertThat(CLICKS).allSatisfy(click -> {
            Instant wrong = Instant.ofEpochMilli(click.timestampMillis()
                    + ClockSkewFault.skewMillis(injection.plan().draw(click)));
            String time = text(plain(ClickFormat.CSV), click).substring(0, 24);
            assertThat(Instant.parse(time)).isNotEqualTo(wrong);
            assertThat(text(encoder, click))
                    .isNotEqualTo(text(plain(format), click))
                    .isEqualTo(text(plain(format), click)
                            .replace(
                                    time,
                                    text(plain(ClickFormat.CSV), at(click, wrong))
                                            .substring(0, 24)));
        });
    }

    private static Click at(Click click, Instant time) {
        return new Click(
                time.toEpochMilli(),
                click.userId(),
                click.sessionId(),
                click.ordinal(),
                click.type(),
                click.groupId(),
                click.productId());
    }
}
