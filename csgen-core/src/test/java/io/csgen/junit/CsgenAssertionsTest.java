package io.csgen.junit;

import static io.csgen.junit.CsgenAssertions.assertThatClicks;
import static io.csgen.junit.CsgenAssertions.assertThatSessions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.csgen.click.Click;
import io.csgen.truth.Manifest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

class CsgenAssertionsTest {
    private static final Duration TIMEOUT = Duration.ofMinutes(30);

    private static AbstractThrowableAssert<?, ? extends Throwable> assertFails(Runnable assertion) {
        return assertThatThrownBy(assertion::run).isInstanceOf(AssertionFailedError.class);
    }

    private static List<List<Click>> made(List<Click> clicks) {
        return List.copyOf(
                clicks.stream().collect(Collectors.groupingBy(Click::sessionId)).values());
    }

    private static List<Click> without(List<Click> clicks, Click lost) {
        return clicks.stream().filter(click -> !click.equals(lost)).toList();
    }

    private static Click withProduct(Click click, int product) {
        return new Click(
                click.timestampMillis(),
                click.userId(),
                click.sessionId(),
                click.ordinal(),
                click.type(),
                click.groupId(),
                product);
    }

    @CsgenTest(sessions = 200)
    void completeClicksPassInAnyOrder(List<Click> clicks, Manifest manifest) {
        List<Click> reversed = new ArrayList<>(clicks);
        Collections.reverse(reversed);

        assertThatClicks(clicks)
                .areComplete(manifest)
                .areThereAtLeastOnce(manifest)
                .areInOrder()
                .hasClicks(manifest.clicks())
                .hasSessions(200);
        assertThatClicks(reversed).areComplete(manifest);
    }

    @CsgenTest(sessions = 200)
    void namesTheFirstClickThatIsMissing(List<Click> clicks, Manifest manifest) {
        Click lost = clicks.get(50);
        List<Click> captured = without(without(clicks, clicks.get(300)), lost);

        assertFails(() -> assertThatClicks(captured).areComplete(manifest))
                .hasMessageStartingWith(
                        "clicks must be complete: broken\nfirst wrong click: missing " + lost.id() + " (")
                .hasMessageContaining("user " + lost.userId())
                .hasMessageContaining("missing                      2\n");
    }

    @CsgenTest(sessions = 200)
    void namesTheFirstClickThatIsAltered(List<Click> clicks, Manifest manifest) {
        Click original = clicks.stream()
                .filter(click -> click.productId() >= 0)
                .findFirst()
                .orElseThrow();
        List<Click> captured = new ArrayList<>(without(clicks, original));
        captured.add(withProduct(original, original.productId() + 1));
        captured.remove(40);

        assertFails(() -> assertThatClicks(captured).areThereAtLeastOnce(manifest))
                .hasMessageStartingWith("clicks must be there at least once: broken\nfirst wrong click: altered "
                        + original.id() + " at captured click " + (captured.size()) + ": product_id must be "
                        + original.productId() + ": " + (original.productId() + 1) + "\n");
    }

    @CsgenTest(sessions = 200)
    void copiesAreNoHarmWhereTheyAreAllowed(List<Click> clicks, Manifest manifest) {
        List<Click> captured =
                Stream.concat(clicks.stream(), clicks.stream().limit(3)).toList();

        assertThatClicks(captured).areThereAtLeastOnce(manifest);
        assertFails(() -> assertThatClicks(captured).areComplete(manifest))
                .hasMessageStartingWith("clicks must be complete: at_least_once\nfirst wrong click: duplicated "
                        + clicks.get(0).id());
    }

    @CsgenTest(sessions = 200)
    void saysWhatWasExpectedForToolsToShow(List<Click> clicks, Manifest manifest) {
        assertFails(() -> assertThatClicks(clicks).hasSessions(201))
                .hasMessage("sessions must be 201: 200")
                .satisfies(error -> {
                    AssertionFailedError failure = (AssertionFailedError) error;
                    assertThat(failure.getExpected().getValue()).isEqualTo(201L);
                    assertThat(failure.getActual().getValue()).isEqualTo(200L);
                });
        assertFails(() -> assertThatClicks(List.of()).hasClicks(1)).hasMessage("clicks must be 1: 0");
        assertFails(() -> assertThatSessions(made(clicks)).hasSessions(1)).hasMessage("sessions must be 1: 200");
    }

    @CsgenTest(sessions = 200)
    void namesTheFirstClickOutOfOrder(List<Click> clicks) {
        List<Click> session =
                made(clicks).stream().filter(one -> one.size() > 2).findFirst().orElseThrow();
        List<Click> swapped = List.of(session.get(1), session.get(0));

        assertFails(() -> assertThatClicks(swapped).areInOrder())
                .hasMessage("clicks must be in the order of their user: " + ClickTexts.describe(session.get(0))
                        + " comes after " + ClickTexts.describe(session.get(1)));
    }

    @CsgenTest(sessions = 5_000, seed = 7)
    void theSessionsOfACorrectSessionizerPass(List<Click> clicks, Manifest manifest) {
        List<List<Click>> sessions = new GapSessionizer(TIMEOUT).sessions(clicks);

        assertThatSessions(sessions).areTheSessionsOf(manifest).hasSessions(5_000);
        assertThatSessions(sessions.stream().map(List::iterator).toList(), one -> {
                    List<Click> session = new ArrayList<>();
                    one.forEachRemaining(session::add);
                    return session;
                })
                .areTheSessionsOf(manifest);
    }

    /** Pauses just below the timeout are rare, so this needs many clicks. */
    @CsgenTest(sessions = 5_000, seed = 7)
    void explainsASplit(List<Click> clicks, Manifest manifest) {
        List<List<Click>> sessions = new GapSessionizer(TIMEOUT.minusMinutes(1)).sessions(clicks);

        assertFails(() -> assertThatSessions(sessions).areTheSessionsOf(manifest))
                .hasMessageMatching(
                        "(?s)sessions must be the 5000 that were made: \\d+ of them are, among 50\\d\\d found\n"
                                + "  session [0-9a-f]{16} of user \\d+ was split after click \\d+: the pause of 29 min [\\d.]+ s,"
                                + " from 2026-01-\\S+Z to 2026-01-\\S+Z, is below the timeout of 30 min\n.*");
    }

    @CsgenTest(sessions = 5_000, seed = 7)
    void explainsAMerge(List<Click> clicks, Manifest manifest) {
        List<List<Click>> sessions = new GapSessionizer(TIMEOUT.plusMinutes(1)).sessions(clicks);

        assertFails(() -> assertThatSessions(sessions).areTheSessionsOf(manifest))
                .hasMessageMatching("(?s)sessions must be the 5000 that were made: \\d+ of them are, among 4\\d\\d\\d"
                        + " found\n  session [0-9a-f]{16} of user (\\d+) was merged with session [0-9a-f]{16} of user \\1:"
                        + " the pause of 30 min [\\d.]+ s, from 2026-01-\\S+Z to 2026-01-\\S+Z, is above the timeout of"
                        + " 30 min\n.*\n  and \\d+ more");
    }

    @CsgenTest(sessions = 100)
    void explainsAMixOfUsers(List<Click> clicks, Manifest manifest) {
        List<List<Click>> sessions = new ArrayList<>(made(clicks));
        List<Click> one = sessions.remove(0);
        List<Click> other = sessions.stream()
                .filter(session -> session.get(0).userId() != one.get(0).userId())
                .findFirst()
                .orElseThrow();
        sessions.remove(other);
        sessions.add(Stream.concat(one.stream(), other.stream())
                .sorted(Comparator.comparing(Click::timestampMillis))
                .toList());

        assertFails(() -> assertThatSessions(sessions).areTheSessionsOf(manifest))
                .hasMessageStartingWith("sessions must be the 100 that were made: 98 of them are, among 99 found\n  ")
                .hasMessageEndingWith(": a session has clicks of one user only");
    }

    @CsgenTest(sessions = 100)
    void namesClicksThatAreLostFoundTwiceOrOfNowhere(List<Click> clicks, Manifest manifest) {
        List<List<Click>> sessions = new ArrayList<>(made(clicks));
        List<Click> session =
                sessions.stream().filter(one -> one.size() > 3).findFirst().orElseThrow();
        sessions.remove(session);
        Click lost = session.get(1);
        Click stray = withProduct(session.get(3), 9_999_999);
        sessions.add(List.of(session.get(0), session.get(2), session.get(2), stray));
        sessions.add(List.of());

        assertFails(() -> assertThatSessions(sessions).areTheSessionsOf(manifest))
                .hasMessageStartingWith("sessions must be the 100 that were made: 99 of them are, among 101 found\n  ")
                .hasMessageContaining("\n  " + ClickTexts.describe(session.get(2)) + " was found twice")
                .hasMessageContaining("\n  " + ClickTexts.describe(stray) + " is none of the clicks that were made")
                .hasMessageContaining("\n  session 101 of those found is empty")
                .hasMessageContaining("\n  " + ClickTexts.describe(lost) + " is in none of the sessions found");
    }

    @CsgenTest(sessions = 100)
    void namesClicksOfASessionThatAreOutOfOrder(List<Click> clicks, Manifest manifest) {
        List<List<Click>> sessions = new ArrayList<>(made(clicks));
        List<Click> session =
                sessions.stream().filter(one -> one.size() == 2).findFirst().orElseThrow();
        sessions.remove(session);
        sessions.add(List.of(session.get(1), session.get(0)));

        assertFails(() -> assertThatSessions(sessions).areTheSessionsOf(manifest))
                .hasMessage("sessions must be the 100 that were made: 99 of them are, among 100 found\n  "
                        + ClickTexts.describe(session.get(0)) + " comes after " + ClickTexts.describe(session.get(1)));
    }

    @CsgenTest(
            sessions = 1_000,
            settings = {"overlapping-sessions=allow", "clicks-per-second=3"})
    void saysThatNobodyCanTellOverlappingSessionsApart(List<Click> clicks, Manifest manifest) {
        List<List<Click>> sessions = new GapSessionizer(TIMEOUT).sessions(clicks);

        assertFails(() -> assertThatSessions(sessions).areTheSessionsOf(manifest))
                .hasMessageContaining(": nobody can tell them apart, as the model has too few users for its rate\n");
    }

    @CsgenTest(sessions = 0)
    void nothingIsCompleteWhereNothingWasMade(List<Click> clicks, Manifest manifest) {
        assertThat(clicks).isEmpty();
        assertThatClicks(clicks).areComplete(manifest).areInOrder().hasSessions(0);
        assertThatSessions(List.<List<Click>>of()).areTheSessionsOf(manifest);
    }

    @Test
    void tellsPausesInWords() {
        assertThat(ClickTexts.describe(Duration.ZERO)).isEqualTo("0 s");
        assertThat(ClickTexts.describe(Duration.ofMillis(500))).isEqualTo("0.5 s");
        assertThat(ClickTexts.describe(Duration.ofMinutes(30))).isEqualTo("30 min");
        assertThat(ClickTexts.describe(Duration.ofMillis(1_798_120))).isEqualTo("29 min 58.12 s");
        assertThat(ClickTexts.describe(Duration.ofSeconds(3_610))).isEqualTo("1 h 10 s");
    }
}
