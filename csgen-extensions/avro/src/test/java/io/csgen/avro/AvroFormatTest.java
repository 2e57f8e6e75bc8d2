package io.csgen.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickField;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickReader;
import io.csgen.click.ClickType;
import io.csgen.click.ClickView;
import io.csgen.config.ConfigException;
import io.csgen.config.Settings;
import io.csgen.fault.Fault;
import io.csgen.fault.FaultInjection;
import io.csgen.fault.Faults;
import io.csgen.model.ShopModel;
import io.csgen.run.ClickRun;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.ClickSink;
import io.csgen.sink.LineFile;
import io.csgen.sink.LineSink;
import io.csgen.sink.ReceiptListener;
import io.csgen.sink.SinkException;
import io.csgen.sink.SinkProvider.SinkSettings;
import io.csgen.truth.Manifest;
import io.csgen.truth.check.CheckReport.Deviation;
import io.csgen.truth.check.CheckReport.Verdict;
import io.csgen.truth.check.StreamCheck;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of csgen against the reader of Apache Avro, and its files against the readers of csgen. */
class AvroFormatTest {
    private static final ShopModel MODEL = ShopModel.classic()
            .with("customer-id-max", "8000")
            .with("group-name-1", "Bücher, \"rare\" ones")
            .with("shop-journeys", "on");
    private static final ClickGenerator CLICKS =
            ClickGenerator.of(MODEL, 7, Instant.parse("2026-01-05T00:00:00Z")).clicks(5_000);
    private static final ClickFormat AVRO = ClickFormat.named("avro");

    @TempDir
    private Path directory;

    private static ClickEncoder encoder() {
        return MODEL.encoder(AVRO);
    }

    private Path write(Iterable<Click> clicks, LineFile file) throws InterruptedException {
        try (ClickSink sink = LineSink.toFile(file, encoder())) {
            for (Click click : clicks) {
                sink.send(click, ReceiptListener.NONE);
            }
        }
        return file.path();
    }

    private Path written() throws InterruptedException {
        return write(CLICKS, LineFile.creating(directory.resolve("clicks.avro")));
    }

    private static List<GenericRecord> records(Path file) throws IOException {
        List<GenericRecord> records = new ArrayList<>();
        try (var reader = new DataFileReader<GenericRecord>(file.toFile(), new GenericDatumReader<>())) {
            reader.forEach(records::add);
        }
        return records;
    }

    private static List<Click> read(Path file, List<String> problems) throws IOException {
        List<Click> clicks = new ArrayList<>();
        ClickReader.create().read(file, clicks::add, problems::add);
        return clicks;
    }

    private static Manifest manifest() {
        return Manifest.of(CLICKS);
    }

    private static StreamCheck check(byte[] file) throws IOException {
        StreamCheck check = StreamCheck.of(manifest());
        check.read(new ByteArrayInputStream(file), "clicks.avro");
        return check;
    }

    @Test
    void isFoundByItsName() {
        assertThat(AVRO).isInstanceOf(AvroFormat.class).isEqualTo(new AvroFormat());
        assertThat(ClickFormat.all()).extracting(ClickFormat::name).endsWith("access-log", "avro");
        assertThat(SinkSettings.FORMAT.parse("avro")).isEqualTo(AVRO);
    }

    @Test
    void theReaderOfAvroReadsEveryFieldOfEveryClick() throws Exception {
        List<GenericRecord> records = records(written());

        assertThat(records).hasSize(5_000);
        int i = 0;
        for (Click click : CLICKS) {
            GenericRecord record = records.get(i++);
            assertThat(record.get("timestamp")).isEqualTo(click.timestampMillis());
            for (ClickField field : ClickField.ALL.subList(1, ClickField.ALL.size())) {
                Function<ClickView, String> text = field.text(MODEL.store());
                Object value = record.get(field.wireName());
                assertThat(value == null ? "" : value.toString())
                        .as(field.wireName())
                        .isEqualTo(text.apply(click));
            }
        }
    }

    @Test
    void theSchemaHasTheFieldsInTheirOrder() {
        Schema schema = new Schema.Parser().parse(AvroFormat.schema(MODEL.store()));

        assertThat(schema.getFields()).extracting(Schema.Field::name).isEqualTo(ClickField.wireNames());
        assertThat(schema.getField("timestamp").schema().getLogicalType()).isEqualTo(LogicalTypes.timestampMillis());
        assertThat(schema.getField("type").schema().getEnumSymbols())
                .containsExactlyElementsOf(Arrays.stream(ClickType.values())
                        .map(ClickType::wireName)
                        .toList());
    }

    @Test
    void extremeClicksStayWithinTheirRoom() throws Exception {
        int most = Integer.MAX_VALUE;
        List<Click> extremes = List.of(
                new Click(Click.MIN_TIMESTAMP_MILLIS, most, -1, most, ClickType.PURCHASE, 2, most),
                new Click(Click.MAX_TIMESTAMP_MILLIS, most, Long.MIN_VALUE, most, ClickType.PRODUCT_VIEW, 1, most),
                new Click(0, 0, 0, 1, ClickType.GROUP_VIEW, 1, Click.NO_PRODUCT));
        ClickEncoder encoder = encoder();

        assertThat(extremes).allSatisfy(click -> {
            byte[] room = new byte[encoder.maxBytes()];
            assertThat(Arrays.copyOf(room, encoder.encode(click, room, 0))).isEqualTo(encoder.encode(click));
        });
        assertThat(read(write(extremes, LineFile.creating(directory.resolve("extremes.avro"))), new ArrayList<>()))
                .isEqualTo(extremes);
    }

    @Test
    void aGroupThatTheStoreDoesNotHaveIsRefused() {
        Click click = new Click(0, 1, 1, 1, ClickType.GROUP_VIEW, 3, Click.NO_PRODUCT);

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> encoder().encode(click))
                .withMessage("groupId of click 0000000000000001-1 must be from 1 to 2: 3");
    }

    @Test
    void aFileIsReadBackAndIsComplete() throws Exception {
        Path file = written();
        List<String> problems = new ArrayList<>();

        assertThat(read(file, problems)).containsExactlyElementsOf(CLICKS);
        assertThat(problems).isEmpty();
        assertThat(check(Files.readAllBytes(file)).report().verdict()).isEqualTo(Verdict.COMPLETE);
        StreamCheck given = StreamCheck.of(manifest()).format(AVRO);
        try (InputStream stream = Files.newInputStream(file)) {
            given.read(stream, "clicks.avro");
        }
        assertThat(given.report().verdict()).isEqualTo(Verdict.COMPLETE);
    }

    @Test
    void whatAPipelineChangedIsNamedByItsRecord() throws Exception {
        List<GenericRecord> records = records(written());
        records.remove(100);
        records.get(200).put("user_id", 7_999_999);
        Path changed = directory.resolve("changed.avro");
        try (var writer = new DataFileWriter<GenericRecord>(new GenericDatumWriter<>())) {
            writer.setCodec(CodecFactory.deflateCodec(1));
            writer.create(records.get(0).getSchema(), changed.toFile());
            for (GenericRecord record : records) {
                writer.append(record);
            }
        }

        var report = check(Files.readAllBytes(changed)).report();

        assertThat(report.verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(report.count(Deviation.MISSING)).isEqualTo(1);
        assertThat(report.findings(Deviation.ALTERED)).singleElement().satisfies(finding -> {
            assertThat(finding.place()).isEqualTo("clicks.avro:201");
            assertThat(finding.differences()).singleElement().satisfies(difference -> {
                assertThat(difference.field()).isEqualTo("user_id");
                assertThat(difference.captured()).isEqualTo("7999999");
            });
        });
    }

    @Test
    void theSameClicksGiveTheSameRecords() throws Exception {
        Path one = write(CLICKS, LineFile.creating(directory.resolve("one.avro")));
        Path other = write(CLICKS, LineFile.creating(directory.resolve("other.avro")));

        // Blocks end where a buffer is full, which nothing here but the clicks decides.
        assertThat(records(one)).isEqualTo(records(other));
        assertThat(Arrays.copyOf(Files.readAllBytes(one), 500))
                .isEqualTo(Arrays.copyOf(Files.readAllBytes(other), 500));
    }

    @Test
    void clicksGoBehindThoseOfAnEarlierRun() throws Exception {
        Path file = directory.resolve("two.avro");
        write(CLICKS.clicks(10), LineFile.appending(file));
        write(CLICKS, LineFile.appending(file));

        assertThat(records(file)).hasSize(5_010);
    }

    @Test
    void nothingIsAppendedToAFileOfAnotherKind() throws Exception {
        Path file = directory.resolve("clicks.json");
        Files.writeString(file, "{}\n".repeat(400));

        assertThatExceptionOfType(SinkException.class)
                .isThrownBy(() -> LineSink.toFile(LineFile.appending(file), encoder()))
                .withMessage(file + " must be writable: not whole blocks of this format, so nothing can be appended");
        assertThat(Files.size(file)).isEqualTo(1_200);
    }

    @Test
    void nothingIsAppendedToABlockThatWasCutOff() throws Exception {
        Path file = written();
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 1));

        assertThatExceptionOfType(SinkException.class)
                .isThrownBy(() -> LineSink.toFile(LineFile.appending(file), encoder()))
                .withMessageEndingWith("not whole blocks of this format, so nothing can be appended");
    }

    @Test
    void nothingIsAppendedToACompressedFile() throws Exception {
        Path file = directory.resolve("clicks.avro.gz");
        write(CLICKS, LineFile.creating(file));

        assertThatExceptionOfType(SinkException.class)
                .isThrownBy(() -> LineSink.toFile(LineFile.appending(file), encoder()))
                .withMessageEndingWith("blocks of a container cannot be appended to gzip");
    }

    @Test
    void aFileThatWasCutOffIsSaidToBe() throws Exception {
        byte[] whole = Files.readAllBytes(written());

        for (int missing : List.of(1, 16, 17, 1_000)) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> check(Arrays.copyOf(whole, whole.length - missing)))
                    .withMessage("Avro file must be whole: it ends within a block");
        }
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> check(Arrays.copyOf(whole, 40)))
                .withMessage("Avro file must be whole: it ends within its header");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> {
                    byte[] damaged = whole.clone();
                    Arrays.fill(damaged, whole.length - 20, whole.length, (byte) 7);
                    check(damaged);
                })
                .withMessageStartingWith("Avro file must be whole: ");
    }

    @Test
    void clicksOfAnotherSchemaAreReadAsThoseFromElsewhere() throws Exception {
        Schema schema = SchemaBuilder.record("View")
                .fields()
                .name("timestamp")
                .type(LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG)))
                .noDefault()
                .requiredString("userId")
                .optionalLong("product")
                .name("tags")
                .type(Schema.createArray(Schema.create(Schema.Type.STRING)))
                .noDefault()
                .endRecord();
        Path file = directory.resolve("elsewhere.avro");
        try (var writer = new DataFileWriter<GenericRecord>(new GenericDatumWriter<>())) {
            writer.create(schema, file.toFile());
            writer.append(new GenericRecordBuilder(schema)
                    .set("timestamp", 1_767_605_400_123_456L)
                    .set("userId", "77")
                    .set("product", 345L)
                    .set("tags", List.of("new"))
                    .build());
        }

        assertThat(read(file, new ArrayList<>()))
                .containsExactly(new Click(1_767_605_400_123L, 77, 77, 1, ClickType.PRODUCT_VIEW, 1, 345));
    }

    @Test
    void ofFaultsOnlyThoseShowThatLeaveOtherClicksAlone() throws Exception {
        Faults faults = Faults.none()
                .with(Fault.CLOCK_SKEW, 0.1)
                .with(Fault.MALFORMED, 0.1)
                .with(Fault.MISSING_FIELD, 0.1)
                .with(Fault.DUPLICATE, 0.1);
        FaultInjection injection = faults.injection(CLICKS, entry -> {});
        Path file = directory.resolve("faulty.avro");
        ClickEncoder encoder = injection.encoder(AVRO, encoder());
        assertThat(injection.plan().withoutEffect()).containsExactly(Fault.MALFORMED, Fault.MISSING_FIELD);
        try (ClickSink sink = injection.into(LineSink.toFile(file, encoder))) {
            ClickRun.of(CLICKS, sink).start().await();
        }

        assertThat(injection.report().counts()).containsOnlyKeys(Fault.DUPLICATE, Fault.CLOCK_SKEW);
        StreamCheck check = StreamCheck.of(manifest().withFaults(injection.totals()));
        try (InputStream stream = Files.newInputStream(file)) {
            check.read(stream, "faulty.avro");
        }
        assertThat(check.report().verdict()).as(check.report().toString()).isEqualTo(Verdict.COMPLETE);
        assertThat(check.report().injected()).allMatch(kind -> kind.found() == kind.made());
    }

    @Test
    void sinksOfRecordsRefuseIt() {
        SinkSettings settings = new SinkSettings(Settings.of(Map.of("format", "avro"), "command line"), MODEL::encoder);
        var reader = settings.reader();
        settings.recordEncoder(reader, ClickFormat.JSON_URL);

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(reader::throwIfAny)
                .withMessage("format must write each click as a record of its own: avro (command line)");
    }

    @Test
    void textsAreInUtf8() throws Exception {
        assertThat(new String(Files.readAllBytes(written()), StandardCharsets.UTF_8))
                .contains("Bücher, \"rare\" ones");
    }
}
