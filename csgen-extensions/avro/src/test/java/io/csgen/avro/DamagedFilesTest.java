package io.csgen.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import io.csgen.click.Click;
import io.csgen.model.ShopModel;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.LineFile;
import io.csgen.sink.LineSink;
import io.csgen.sink.ReceiptListener;
import io.csgen.truth.Manifest;
import io.csgen.truth.check.CheckReport.Verdict;
import io.csgen.truth.check.StreamCheck;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryData;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a damaged file says, it is read within little memory, or said in one sentence to be damaged. */
class DamagedFilesTest {
    private static final ShopModel MODEL = ShopModel.classic();
    private static final ClickGenerator CLICKS =
            ClickGenerator.of(MODEL, 7, Instant.parse("2026-01-05T00:00:00Z")).clicks(6);
    private static final Manifest MANIFEST = Manifest.of(CLICKS);
    private static final int MARKER = 16;

    /** What reading a file of some kilobytes may take, in all its steps together. */
    private static final long MOST_BYTES = 32 << 20;

    @TempDir
    private Path directory;

    private byte[] whole = {};

    @BeforeEach
    void write() throws Exception {
        Path file = directory.resolve("clicks.avro");
        try (LineSink sink = LineSink.toFile(LineFile.creating(file), MODEL.encoder(new AvroFormat()))) {
            for (Click click : CLICKS) {
                sink.send(click, ReceiptListener.NONE);
            }
        }
        whole = Files.readAllBytes(file);
    }

    /** Returns the file with the same records, compressed, in blocks of two. */
    private byte[] deflated() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var reader = new DataFileReader<>(
                        directory.resolve("clicks.avro").toFile(), new GenericDatumReader<GenericRecord>());
                var writer = new DataFileWriter<GenericRecord>(new GenericDatumWriter<>())) {
            writer.setCodec(CodecFactory.deflateCodec(9));
            writer.create(reader.getSchema(), out, Arrays.copyOfRange(whole, whole.length - MARKER, whole.length));
            int count = 0;
            for (GenericRecord record : reader) {
                writer.append(record);
                if (++count % 2 == 0) {
                    writer.sync();
                }
            }
        }
        return out.toByteArray();
    }

    private static StreamCheck check(byte[] file) throws IOException {
        StreamCheck check = StreamCheck.of(MANIFEST);
        check.read(new ByteArrayInputStream(file), "clicks.avro");
        return check;
    }

    /** Returns a file with the header of the whole one, and what is given behind it. */
    private byte[] withBlock(long records, long bytes, byte[] data) {
        byte[] head = new byte[20];
        int length = BinaryData.encodeLong(records, head, 0);
        length += BinaryData.encodeLong(bytes, head, length);
        byte[] marker = Arrays.copyOfRange(whole, whole.length - MARKER, whole.length);
        int header = 0;
        while (!Arrays.equals(marker, Arrays.copyOfRange(whole, header, header + MARKER))) {
            header++;
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(whole, 0, header + MARKER);
        file.write(head, 0, length);
        file.writeBytes(data);
        file.writeBytes(marker);
        return file.toByteArray();
    }

    private static byte[] file(Schema schema, GenericRecord... records) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var writer = new DataFileWriter<Object>(new GenericDatumWriter<>())) {
            writer.create(schema, out);
            for (GenericRecord record : records) {
                writer.append(record);
            }
        }
        return out.toByteArray();
    }

    private static void assertRefused(byte[] file, String message) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> check(file))
                .withMessage(message);
    }

    private static void assertEveryByteCanBeWrong(byte[] file) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 4; i < file.length; i++) { // before that, it is no file of Avro
            for (int mask : new int[] {0x01, 0x40, 0x80, 0xff}) {
                byte[] damaged = file.clone();
                damaged[i] ^= (byte) mask;
                String where = "byte " + i + " ^ " + mask;
                long before = threads.getCurrentThreadAllocatedBytes();
                try (InputStream lines = new AvroUnpacker().unpack(new ByteArrayInputStream(damaged))) {
                    lines.transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                    assertThat(e).as(where).hasMessageStartingWith("Avro file must ");
                    assertThat(e.getMessage()).as(where).doesNotEndWith("null");
                }
                assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                        .as(where)
                        .isLessThan(MOST_BYTES);
            }
        }
    }

    @Test
    void theFilesAreWholeAtFirst() throws Exception {
        assertThat(check(whole).report().verdict()).isEqualTo(Verdict.COMPLETE);
        assertThat(check(deflated()).report().verdict()).isEqualTo(Verdict.COMPLETE);
    }

    @Test
    void anyByteCanBeWrong() {
        assertEveryByteCanBeWrong(whole);
    }

    @Test
    void anyByteOfACompressedFileCanBeWrong() throws Exception {
        assertEveryByteCanBeWrong(deflated());
    }

    @Test
    void aDamagedFileIsNotTakenForWhole() {
        for (int i = whole.length - 200; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 0x10;
            try {
                assertThat(check(damaged).report().verdict()).as("byte " + i).isEqualTo(Verdict.BROKEN);
            } catch (IOException e) {
                assertThat(e).as("byte " + i).hasMessageStartingWith("Avro file must be whole: ");
            }
        }
    }

    @Test
    void anyNumberOfBytesCanBeMissing() {
        int headers = 0;
        for (int length = 4; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            try (InputStream lines = new AvroUnpacker().unpack(new ByteArrayInputStream(cut))) {
                assertThat(lines.readAllBytes()).isEmpty();
                headers++;
            } catch (IOException e) {
                assertThat(e.getMessage())
                        .as("%d bytes", length)
                        .isIn(
                                "Avro file must be whole: it ends within its header",
                                "Avro file must be whole: it ends within a block");
            }
        }
        assertThat(headers).as("lengths that are a header without a block").isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, (1 << 24) + 1, Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE})
    void noBlockIsLongerThanAnyThatIsWritten(long bytes) {
        assertRefused(
                withBlock(6, bytes, new byte[100]),
                "Avro file must be whole: a block with 6 records in " + bytes + " bytes");
    }

    @Test
    void aBlockThatIsLongerThanTheRestOfTheFileTakesNoMoreRoomThanThat() throws Exception {
        assertRefused(withBlock(6, 1 << 24, new byte[100]), "Avro file must be whole: it ends within a block");
    }

    @Test
    void recordsThatGoBeyondTheirBlockAreSaidTo() {
        assertRefused(withBlock(1L << 40, 0, new byte[0]), "Avro file must be whole: a record goes beyond its block");
        assertRefused(withBlock(-1, 3, new byte[3]), "Avro file must be whole: a block with -1 records in 3 bytes");
    }

    @Test
    void aHeaderWithoutEndIsGivenUp() {
        byte[] head = Arrays.copyOf(whole, 4 + 11);
        head[4] = 2; // one entry, whose name is long
        BinaryData.encodeLong(1L << 60, head, 5);
        byte[] endless = Arrays.copyOf(head, 3 << 20);

        assertRefused(endless, "Avro file must be whole: its header is longer than 1048576 bytes");
    }

    /** Returns the compressed file as if it were compressed in another way. */
    private byte[] compressedBy(String codec) throws IOException {
        String key = "avro.codec";
        String text = new String(deflated(), StandardCharsets.ISO_8859_1);
        String given = key + (char) (2 * "deflate".length()) + "deflate";
        assertThat(text).contains(given);
        return text.replace(given, key + (char) (2 * codec.length()) + codec).getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void aCodecThatNobodyKnowsIsNamed() throws Exception {
        assertRefused(compressedBy("rar"), "Avro file must be whole: Unrecognized codec: rar");
    }

    @Test
    void aCodecWhoseLibraryIsMissingIsSaidToBe() throws Exception {
        byte[] file = compressedBy("zstandard");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> check(file))
                .withMessageStartingWith("Avro file must be compressed by what is on the class path: no ")
                .withMessageContaining("zstd");
    }

    @Test
    void whatAreNoRecordsWithFieldsIsRefused() throws Exception {
        assertRefused(file(Schema.create(Schema.Type.STRING)), "Avro file must hold records with fields: string");
        assertRefused(
                file(SchemaBuilder.record("Nothing").fields().endRecord()),
                "Avro file must hold records with fields: Nothing");
        assertRefused(
                file(SchemaBuilder.record("Nulls")
                        .fields()
                        .name("a")
                        .type(Schema.create(Schema.Type.NULL))
                        .noDefault()
                        .endRecord()),
                "Avro file must hold records with fields: Nulls");
    }

    @Test
    void noRoomIsMadeForValuesOfAnyFixedSize() throws Exception {
        Schema schema = SchemaBuilder.record("Large")
                .fields()
                .name("list")
                .type(Schema.createArray(Schema.createMap(Schema.createUnion(
                        Schema.create(Schema.Type.NULL),
                        Schema.createFixed("Huge", null, null, Integer.MAX_VALUE - 8)))))
                .noDefault()
                .endRecord();

        assertRefused(file(schema), "Avro file must hold values of at most 16777216 bytes: Large");
    }

    @Test
    void recordsThatContainThemselvesEnd() throws Exception {
        Schema schema = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"A\",\"fields\":[{\"name\":\"a\",\"type\":\"A\"}]}");
        byte[] file = file(schema);
        ByteArrayOutputStream withBlock = new ByteArrayOutputStream();
        withBlock.writeBytes(file);
        withBlock.writeBytes(new byte[] {2, 2, 0});
        withBlock.write(file, file.length - MARKER, MARKER);

        assertRefused(withBlock.toByteArray(), "Avro file must be whole: its records are nested without end");
    }

    @Test
    void recordsThatNameThemselvesAreRead() throws Exception {
        Schema schema = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"A\",\"fields\":[{\"name\":\"a\",\"type\":[\"null\",\"A\"]}]}");

        try (InputStream lines = new AvroUnpacker()
                .unpack(new ByteArrayInputStream(file(
                        schema, new GenericRecordBuilder(schema).set("a", null).build())))) {
            assertThat(lines).hasContent("{\"a\":null}\n");
        }
    }

    @Test
    void aStreamThatFailsIsNotTakenForADamagedFile() {
        for (int length : List.of(2, 40, whole.length - 3)) {
            ClosedByInterruptException failure = new ClosedByInterruptException();
            InputStream failing = new FilterInputStream(new ByteArrayInputStream(Arrays.copyOf(whole, length))) {
                @Override
                public int read(byte[] bytes, int from, int count) throws IOException {
                    int read = super.read(bytes, from, count);
                    if (read < 0) {
                        throw failure;
                    }
                    return read;
                }
            };

            assertThatExceptionOfType(ClosedByInterruptException.class)
                    .isThrownBy(() ->
                            StreamCheck.of(MANIFEST).format(new AvroFormat()).read(failing, "clicks.avro"))
                    .isSameAs(failure);
        }
    }
}
