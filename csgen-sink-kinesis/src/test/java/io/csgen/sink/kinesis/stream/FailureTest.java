package io.csgen.sink.kinesis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.sink.kinesis.stream.Failure.Verdict;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkInterruptedException;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;
import software.amazon.awssdk.thirdparty.jackson.core.JsonParseException;

class FailureTest {
    @ParameterizedTest
    @CsvSource({
        "400, ProvisionedThroughputExceededException, THROTTLED, false",
        "400, ThrottlingException, TRANSIENT, false",
        "400, LimitExceededException, TRANSIENT, false",
        "400, KMSThrottlingException, TRANSIENT, false",
        "400, RequestTimeTooSkewed, TRANSIENT, false",
        "429, SlowDown, TRANSIENT, false",
        "503, ServiceUnavailable, TRANSIENT, false",
        "500, InternalFailure, TRANSIENT, true",
        "502, BadGateway, TRANSIENT, true",
        "400, RequestTimeoutException, TRANSIENT, true",
        "400, InvalidArgumentException, REJECTED, false",
        "400, ValidationException, REJECTED, false",
        "400, SerializationException, REJECTED, false",
        "413, RequestEntityTooLarge, REJECTED, false",
        "400, ResourceNotFoundException, DEAD, false",
        "400, AccessDeniedException, DEAD, false",
        "403, AccessDenied, DEAD, false",
        "400, UnrecognizedClientException, DEAD, false",
        "400, ExpiredTokenException, DEAD, false",
        "403, InvalidSignatureException, DEAD, false",
        "400, KMSAccessDeniedException, DEAD, false",
        "400, KMSDisabledException, DEAD, false",
        "404, UnknownOperationException, DEAD, false",
    })
    void judgesAnswersToRequests(int status, String code, Verdict verdict, boolean maybeWritten) {
        assertThat(Failure.of(new CompletionException(answer(status, code, "why"))))
                .isEqualTo(new Failure(verdict, maybeWritten, code + ": why"));
    }

    static Stream<Arguments> silences() {
        return Stream.of(
                Arguments.of(
                        SdkClientException.create("m", new ConnectException("refused")),
                        new Failure(Verdict.TRANSIENT, false, "no connection: refused")),
                Arguments.of(
                        SdkClientException.create("m", new IOException(new UnknownHostException("nowhere"))),
                        new Failure(Verdict.TRANSIENT, false, "no connection: nowhere")),
                Arguments.of(
                        SdkClientException.create("m", new SSLHandshakeException("untrusted")),
                        new Failure(Verdict.TRANSIENT, false, "no connection: untrusted")),
                Arguments.of(
                        SdkClientException.create("m", new IOException("It broke. The SDK advises you to wait.")),
                        new Failure(Verdict.TRANSIENT, true, "connection lost: It broke")),
                Arguments.of(
                        new IOException("Read timed out Channel Information: ChannelDiagnostics(channel=1)"),
                        new Failure(Verdict.TRANSIENT, true, "no answer in time: Read timed out")),
                Arguments.of(
                        SdkClientException.create("m", new SocketTimeoutException("too slow")),
                        new Failure(Verdict.TRANSIENT, true, "no answer in time: too slow")),
                Arguments.of(
                        SdkClientException.create(
                                "m",
                                new Throwable(
                                        "Acquire operation took longer than the configured maximum time. Advice.",
                                        new TimeoutException("Acquire operation took longer"))),
                        new Failure(
                                Verdict.TRANSIENT,
                                false,
                                "no connection: Acquire operation took longer than the configured maximum time")),
                Arguments.of(
                        SdkClientException.create("m", new SdkInterruptedException()),
                        new Failure(Verdict.TRANSIENT, true, "interrupted")),
                Arguments.of(
                        SdkClientException.create("m", new TimeoutException("slow")),
                        new Failure(Verdict.TRANSIENT, true, "no answer in time: slow")),
                Arguments.of(
                        ApiCallTimeoutException.create(Duration.ofSeconds(1).toMillis()),
                        new Failure(
                                Verdict.TRANSIENT,
                                true,
                                "no answer in time: Client execution did not complete before the specified timeout"
                                        + " configuration: 1000 millis")),
                Arguments.of(
                        SdkClientException.create("m", new SdkInterruptedException()),
                        new Failure(Verdict.TRANSIENT, true, "interrupted")),
                Arguments.of(
                        SdkClientException.create("Unable to load\n credentials"),
                        new Failure(Verdict.DEAD, false, "SdkClientException: Unable to load credentials")),
                Arguments.of(
                        SdkClientException.create(
                                "m", new IOException("unexpected token, expecting token: VALUE_STRING")),
                        new Failure(
                                Verdict.TRANSIENT,
                                true,
                                "cannot read the answer: unexpected token, expecting token: VALUE_STRING")),
                Arguments.of(
                        SdkClientException.create("m", new JsonParseException(null, "Unrecognized token 'no'")),
                        new Failure(Verdict.TRANSIENT, true, "cannot read the answer: Unrecognized token 'no'")),
                Arguments.of(
                        new NoClassDefFoundError("Gone"),
                        new Failure(Verdict.DEAD, true, "NoClassDefFoundError: Gone")),
                Arguments.of(
                        new IllegalStateException("client is closed"),
                        new Failure(Verdict.DEAD, false, "IllegalStateException: client is closed")));
    }

    @ParameterizedTest
    @MethodSource("silences")
    void judgesRequestsWithoutAnswer(Throwable error, Failure expected) {
        assertThat(Failure.of(new CompletionException(error))).isEqualTo(expected);
        assertThat(Failure.of(new ExecutionException(error))).isEqualTo(expected);
        assertThat(Failure.of(error)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "ProvisionedThroughputExceededException, THROTTLED",
        "InternalFailure, TRANSIENT",
        "ServiceUnavailable, TRANSIENT",
        "KMSThrottlingException, TRANSIENT",
        "KMSAccessDeniedException, REJECTED",
        "SomethingNew, REJECTED",
    })
    void judgesSingleRecords(String code, Verdict verdict) {
        PutRecordsResultEntry result = PutRecordsResultEntry.builder()
                .errorCode(code)
                .errorMessage("why")
                .build();
        assertThat(Failure.ofRecord(result)).isEqualTo(new Failure(verdict, false, code + ": why"));
    }

    @Test
    void findsNothingWrongWithARecordInTheStream() {
        PutRecordsResultEntry result =
                PutRecordsResultEntry.builder().sequenceNumber("1").build();
        assertThat(Failure.ofRecord(result)).isNull();
    }

    @Test
    void expectsOneResultForEachRecord() {
        PutRecordsResponse one = PutRecordsResponse.builder()
                .records(PutRecordsResultEntry.builder().build())
                .build();
        assertThat(Failure.ofRequest(one, null, 1)).isNull();
        assertThat(Failure.ofRequest(one, null, 2))
                .isEqualTo(new Failure(Verdict.TRANSIENT, true, "1 results for 2 records"));
        assertThat(Failure.ofRequest(null, null, 2))
                .isEqualTo(new Failure(Verdict.TRANSIENT, true, "0 results for 2 records"));
    }

    @Test
    void namesTheStatusOfAnAnswerWithoutCode() {
        Throwable answer = KinesisException.builder().statusCode(502).build();
        assertThat(Failure.of(answer).reason()).isEqualTo("status 502");
    }

    private static Throwable answer(int status, String code, String message) {
        return KinesisException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .build();
    }
}
