package io.csgen.sink.kpl;

import static io.csgen.sink.kpl.FakeProducer.failed;
import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.click.Click;
import io.csgen.sink.Receipt;
import io.csgen.sink.kpl.Answer.Consequence;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.kinesis.producer.Attempt;
import software.amazon.kinesis.producer.FutureTimedOutException;
import software.amazon.kinesis.producer.IrrecoverableError;
import software.amazon.kinesis.producer.KinesisProducerException;
import software.amazon.kinesis.producer.UnexpectedMessageException;
import software.amazon.kinesis.producer.UserRecord;
import software.amazon.kinesis.producer.UserRecordFailedException;
import software.amazon.kinesis.producer.UserRecordResult;

class AnswerTest {
    private static final Click CLICK = SampleClicks.click(7, 1);
    private static final Attempt EXPIRED = failed("Expired", "Record 1 has reached expiration");
    private static final Attempt REJECTED = failed("KMSDisabledException", "key is off");
    private static final Attempt TIMED_OUT = failed("", "curlCode: 28, Timeout was reached; Details: 10 s");

    private static Answer answer(Attempt... attempts) {
        return Answer.of(
                CLICK, new UserRecordFailedException(new UserRecordResult(List.of(attempts), null, null, false)));
    }

    @Test
    void aClickWasNotSentIfItsTimeWasOverBeforeAnyAttempt() {
        assertThat(answer(EXPIRED))
                .isEqualTo(
                        new Answer(new Receipt.Failed(CLICK, 0, "not sent within the record TTL"), Consequence.NONE));
    }

    @Test
    void aClickFailedIfEachAttemptWasRejected() {
        assertThat(answer(
                        failed("ValidationException", "no"), failed("KMSDisabledException", " key is\n off "), EXPIRED))
                .isEqualTo(
                        new Answer(new Receipt.Failed(CLICK, 2, "KMSDisabledException: key is off"), Consequence.NONE));
    }

    @Test
    void aClickIsUnconfirmedIfOneAttemptHadNoClearAnswer() {
        assertThat(answer(TIMED_OUT, REJECTED, EXPIRED))
                .isEqualTo(new Answer(
                        new Receipt.Unconfirmed(CLICK, 2, "KMSDisabledException: key is off"), Consequence.NONE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "curlCode: 7, Could not connect to server; Details: Failed to connect to 127.0.0.1:1",
                "curlCode: 28, Timeout was reached",
                "curlCode: 52, Server returned nothing (no headers, no data)",
                "curlCode: 56, Failure when receiving data from the peer",
                "curlCode: 55, Failed sending data to the peer",
                ""
            })
    void nobodyKnowsWhatBecameOfABrokenRequest(String message) {
        assertThat(answer(failed("", message), EXPIRED).receipt()).isInstanceOf(Receipt.Unconfirmed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ProvisionedThroughputExceededException",
                "ServiceUnavailable",
                "InternalFailure",
                "Wrong Shard",
                "Record Count Mismatch",
                "SomethingNew"
            })
    void nobodyKnowsWhatWasStoredBeforeAnErrorThatMayPass(String code) {
        assertThat(answer(failed(code, "text"), EXPIRED))
                .isEqualTo(new Answer(new Receipt.Unconfirmed(CLICK, 1, code + ": text"), Consequence.NONE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ResourceNotFoundException",
                "AccessDeniedException",
                "UnrecognizedClientException",
                "InvalidSignatureException",
                "ExpiredTokenException"
            })
    void someRefusalsAreForEver(String code) {
        assertThat(answer(failed(code, "no"), EXPIRED))
                .isEqualTo(new Answer(new Receipt.Failed(CLICK, 1, code + ": no"), Consequence.DEAD));
    }

    static Stream<Throwable> deaths() {
        return Stream.of(
                new KinesisProducerException(new RuntimeException("EOF reached during read"), (UserRecord) null),
                new KinesisProducerException(
                        new IrrecoverableError("Destroy is called", new RuntimeException("EOF reached during read")),
                        (UserRecord) null));
    }

    @ParameterizedTest
    @MethodSource("deaths")
    void theDeathOfTheProcessIsAboutAllClicks(Throwable failure) {
        assertThat(Answer.of(CLICK, failure))
                .isEqualTo(new Answer(
                        new Receipt.Unconfirmed(
                                CLICK, 1, "the native process of the KPL died: EOF reached during read"),
                        Consequence.PROCESS_GONE));
    }

    @Test
    void aTimeOutOfTheProducerIsAboutOneClick() {
        assertThat(Answer.of(CLICK, new FutureTimedOutException("Message id 1 timeout out.", null)))
                .isEqualTo(new Answer(
                        new Receipt.Unconfirmed(CLICK, 1, "no answer from the KPL within its time-out"),
                        Consequence.NONE));
    }

    @Test
    void anUnexpectedAnswerIsAboutOneClick() {
        assertThat(Answer.of(CLICK, new UnexpectedMessageException("what?")))
                .isEqualTo(new Answer(
                        new Receipt.Unconfirmed(
                                CLICK, 1, "software.amazon.kinesis.producer.UnexpectedMessageException: what?"),
                        Consequence.NONE));
    }
}
