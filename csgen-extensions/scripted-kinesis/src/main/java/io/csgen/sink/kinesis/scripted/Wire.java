package io.csgen.sink.kinesis.scripted;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.csgen.sink.kinesis.scripted.ScriptedStream.Entry;
import io.csgen.sink.kinesis.scripted.ScriptedStream.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The two ways in which Kinesis and its clients write messages. Safe for concurrent use. */
enum Wire {
    CBOR("application/x-amz-cbor-1.1", new CBORMapper()),
    JSON("application/x-amz-json-1.1", new ObjectMapper());

    /** An answer with its HTTP status. */
    record Answer(int status, Wire wire, byte[] body, int failedRecords) {
        /** Returns a copy that is neither CBOR nor JSON. */
        Answer garbled() {
            byte[] nonsense = body.clone();
            Arrays.fill(nonsense, (byte) 0xff);
            return new Answer(status, wire, nonsense, failedRecords);
        }
    }

    /** What a request to put records says; the stream by name or by ARN. */
    record Put(@Nullable String stream, @Nullable String arn, List<Entry> entries) {}

    /** Bytes of one result, with some room. */
    private static final int RESULT_BYTES = 140;

    private static final int MAX_KEY_CHARACTERS = 256;

    final String contentType;
    final ObjectMapper mapper;

    Wire(String contentType, ObjectMapper mapper) {
        this.contentType = contentType;
        this.mapper = mapper;
    }

    static Wire of(@Nullable String contentType) {
        return contentType != null && contentType.contains("cbor") ? CBOR : JSON;
    }

    Answer answer(JsonNode message) {
        return new Answer(200, this, write(message), 0);
    }

    Answer answer(Refusal refusal) {
        ObjectNode message = mapper.createObjectNode()
                .put("__type", refusal.code())
                .put("message", String.valueOf(refusal.getMessage()));
        return new Answer(refusal.status(), this, write(message), 0);
    }

    /** Writes a time into a message: milliseconds in CBOR, seconds in JSON. */
    void putTime(ObjectNode message, String field, long millis) {
        if (this == CBOR) {
            message.put(field, millis);
        } else {
            message.put(field, millis / 1_000.0);
        }
    }

    JsonNode read(byte[] body) {
        try {
            return mapper.readTree(body);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private byte[] write(JsonNode message) {
        try {
            return mapper.writeValueAsBytes(message);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads PutRecords or PutRecord, whose only record stands where others have the list. */
    Put readPut(byte[] body) {
        try (JsonParser in = mapper.createParser(body)) {
            require(in.nextToken() == JsonToken.START_OBJECT, "a map");
            MessageDigest md5 = HashKey.md5();
            List<Entry> entries = new ArrayList<>();
            EntryReader single = new EntryReader(md5);
            String stream = null;
            String arn = null;
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String field = in.currentName();
                in.nextToken();
                switch (field) {
                    case "StreamName" -> stream = in.getText();
                    case "StreamARN" -> arn = in.getText();
                    case "Records" -> {
                        require(in.currentToken() == JsonToken.START_ARRAY, "a list of records");
                        while (in.nextToken() != JsonToken.END_ARRAY) {
                            entries.add(readEntry(in, md5));
                        }
                    }
                    default -> single.read(in, field);
                }
            }
            if (single.isUsed()) {
                entries.add(single.entry());
            }
            return new Put(stream, arn, entries);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static Entry readEntry(JsonParser in, MessageDigest md5) throws IOException {
        EntryReader reader = new EntryReader(md5);
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String field = in.currentName();
            in.nextToken();
            reader.read(in, field);
        }
        return reader.entry();
    }

    private static final class EntryReader {
        private final MessageDigest md5;
        private @Nullable String key;
        private @Nullable String explicitHashKey;
        private byte @Nullable [] data;

        EntryReader(MessageDigest md5) {
            this.md5 = md5;
        }

        void read(JsonParser in, String field) throws IOException {
            switch (field) {
                case "PartitionKey" -> key = in.getText();
                case "ExplicitHashKey" ->
                    explicitHashKey = in.currentToken() == JsonToken.VALUE_NULL ? null : in.getText();
                case "Data" -> data = in.getBinaryValue();
                default -> in.skipChildren();
            }
        }

        boolean isUsed() {
            return key != null || data != null;
        }

        Entry entry() {
            if (key == null || data == null) {
                throw Refusal.validation("1 validation error detected: a record must have PartitionKey and Data");
            }
            if (key.isEmpty() || key.length() > MAX_KEY_CHARACTERS) {
                throw Refusal.validation("1 validation error detected: PartitionKey must have 1 to "
                        + MAX_KEY_CHARACTERS + " characters: " + key.length());
            }
            int bytes = key.getBytes(StandardCharsets.UTF_8).length + data.length;
            HashKey hashKey = explicitHashKey == null ? HashKey.ofPartitionKey(md5, key) : parse(explicitHashKey);
            return new Entry(key, explicitHashKey, hashKey, data, bytes);
        }

        private static HashKey parse(String text) {
            if (!text.matches("0|([1-9]\\d{0,38})") || new BigInteger(text).compareTo(HashKey.SPACE) >= 0) {
                throw Refusal.argument("Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. "
                        + "Specified value was " + text);
            }
            return new HashKey(new BigInteger(text));
        }
    }

    Answer answerPutRecords(List<Result> results) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 + RESULT_BYTES * results.size());
        int failed =
                (int) results.stream().filter(result -> result.code() != null).count();
        try (JsonGenerator out = mapper.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeNumberField("FailedRecordCount", failed);
            out.writeStringField("EncryptionType", "NONE");
            out.writeArrayFieldStart("Records");
            for (Result result : results) {
                out.writeStartObject();
                if (result.code() == null) {
                    out.writeStringField("SequenceNumber", HeldRecord.sequenceNumber(result.sequence()));
                    out.writeStringField("ShardId", result.shardId());
                } else {
                    out.writeStringField("ErrorCode", result.code());
                    out.writeStringField("ErrorMessage", result.message());
                }
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Answer(200, this, bytes.toByteArray(), failed);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new Refusal(400, "SerializationException", "The request must be " + what + ".");
        }
    }

    private static Refusal unreadable(IOException cause) {
        Refusal refusal = new Refusal(400, "SerializationException", "The request cannot be read.");
        refusal.initCause(cause);
        return refusal;
    }
}
