package io.csgen.sink.kinesis.scripted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.csgen.sink.kinesis.KinesisReader;
import io.csgen.sink.kinesis.LocalKinesis;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.Record;

/** Readers that follow a stream, which is resharded meanwhile. */
@Timeout(60)
class FollowTest {
    private static final String STREAM = "clicks";
    private static final String PARENT = "shardId-000000000000";

    private static final SdkAsyncHttpClient HTTP =
            NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP1_1).build();

    /** Notes what it is given, and ends when it has enough. */
    private static class Noting implements KinesisReader.Follower {
        final List<String> notes = new ArrayList<>();
        final Map<String, String> last = new HashMap<>();
        private final int enough;

        Noting(int enough) {
            this.enough = enough;
        }

        @Override
        public boolean isRead(String shardId) {
            return false;
        }

        @Override
        public Optional<String> after(String shardId) {
            return Optional.ofNullable(last.get(shardId));
        }

        @Override
        public void accept(String shardId, Record record) throws IOException, InterruptedException {
            last.put(shardId, record.sequenceNumber());
            notes.add(record.data().asUtf8String());
        }

        @Override
        public void ended(String shardId) {
            notes.add(shardId + " ended");
        }

        @Override
        public boolean goOn(boolean allRead) throws IOException, InterruptedException {
            return notes.size() < enough;
        }
    }

    private final ScriptedKinesis kinesis = ScriptedKinesis.start();
    private final ScriptedStream stream = kinesis.createStream(STREAM, 1);
    private KinesisAsyncClient client;

    @BeforeEach
    void open() {
        client = LocalKinesis.newClient(kinesis.endpoint(), HTTP);
    }

    @AfterAll
    static void closeHttp() {
        HTTP.close();
    }

    @AfterEach
    void close() {
        client.close();
        kinesis.close();
    }

    private void put(String text) {
        client.putRecord(put -> put.streamName(STREAM).partitionKey("user").data(SdkBytes.fromUtf8String(text)))
                .join();
    }

    private void follow(KinesisReader.Follower follower) throws IOException, InterruptedException {
        try (KinesisReader reader = KinesisReader.of(client, STREAM)) {
            reader.follow(follower);
        }
    }

    @Test
    void childrenComeAfterTheirParentsAlsoWhereTheyAreMadeMeanwhile() throws Exception {
        put("before");
        stream.split(PARENT);
        put("between");
        Noting follower = new Noting(5) {
            @Override
            public void accept(String shardId, Record record) throws IOException, InterruptedException {
                super.accept(shardId, record);
                if (notes.size() == 3) {
                    stream.split(shardId);
                    put("after");
                }
            }
        };

        follow(follower);

        assertThat(follower.notes)
                .startsWith("before", PARENT + " ended", "between")
                .endsWith("after");
        assertThat(follower.notes.get(3)).endsWith(" ended");
    }

    @Test
    void goesOnBehindTheRecordThatItIsTold() throws Exception {
        put("one");
        put("two");
        Noting follower = new Noting(2);
        follow(follower);
        put("three");
        Noting next = new Noting(1);
        next.last.putAll(follower.last);

        follow(next);

        assertThat(next.notes).containsExactly("three");
    }

    @Test
    void tellsWhenAllIsReadThatWasThere() throws Exception {
        put("one");
        Noting follower = new Noting(100) {
            @Override
            public boolean goOn(boolean allRead) {
                return !allRead;
            }
        };

        follow(follower);

        assertThat(follower.notes).containsExactly("one");
    }

    @Test
    void whatTheFollowerThrowsEndsIt() {
        put("one");

        assertThatThrownBy(() -> follow(new Noting(100) {
                    @Override
                    public void accept(String shardId, Record record) throws IOException {
                        throw new IOException("the disk is full");
                    }
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("the disk is full");
        assertThatThrownBy(() -> follow(new Noting(100) {
                    @Override
                    public boolean goOn(boolean allRead) throws InterruptedException {
                        throw new InterruptedException();
                    }
                }))
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    void aStreamIsToldFromItsNamesake() throws Exception {
        String identity = KinesisReader.of(client, STREAM).identity();

        assertThat(identity).startsWith("arn:aws:kinesis:").contains(":stream/clicks of 20");
        client.deleteStream(request -> request.streamName(STREAM)).join();
        assertThatThrownBy(() -> KinesisReader.of(client, STREAM).identity())
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot describe stream clicks: ResourceNotFoundException");
    }
}
