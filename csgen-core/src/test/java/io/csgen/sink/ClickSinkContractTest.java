package io.csgen.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.csgen.click.Click;
import io.csgen.sink.testing.ClickSinkContract;
import io.csgen.sink.testing.SinkBackend;
import io.csgen.sink.testing.SinkBackend.Fault;
import io.csgen.sink.testing.SinkTraits;
import io.csgen.sink.testing.SinkTraits.Trait;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** Tests the contract itself: each broken sink is caught, by the rule it breaks and by no other. */
@Timeout(120)
class ClickSinkContractTest {
    private static final String FLAW = "csgen.flaw";
    private static final int SIDE_BY_SIDE = 24;
    private static final Pattern RULE = Pattern.compile("(?:method|factory|template):s(\\d+)");

    /** Run by the tests below with each flaw. */
    static final class OfFlawedSink extends ClickSinkContract {
        private Flaw flaw = Flaw.NONE;

        @RegisterExtension
        BeforeEachCallback chosen = context -> flaw =
                context.getConfigurationParameter(FLAW).map(Flaw::valueOf).orElseThrow();

        @Override
        protected SinkBackend backend() {
            return new ScriptedBackend(flaw);
        }

        @Override
        protected SinkTraits traits() {
            Trait client = flaw == Flaw.LEAVES_ITS_CLIENT_OPEN ? Trait.CLIENT_OWNED : Trait.CLIENT_PASSED_IN;
            return SinkTraits.plain()
                    .withFaults(
                            Fault.THROTTLE,
                            Fault.ERROR,
                            Fault.FAIL_SHARE,
                            Fault.LOSE_ANSWER,
                            Fault.FORGET,
                            Fault.REJECT,
                            Fault.DIE,
                            Fault.CRASH)
                    .withHang(FlawedSink.BOUND)
                    .with(client, Trait.LIMITS, Trait.ENCODER);
        }

        @Override
        protected Duration patience() {
            return Duration.ofSeconds(3);
        }

        @Override
        protected int volume() {
            return 400;
        }
    }

    private static final int OF_BLOCKS = 19;

    /** Runs side by side, as most of what the contract does with broken sinks is waiting. */
    @TestFactory
    Stream<DynamicTest> catchesEveryFlawByItsRules() {
        ExecutorService threads = Executors.newFixedThreadPool(SIDE_BY_SIDE);
        Map<Flaw, Future<EngineExecutionResults>> runs = new EnumMap<>(Flaw.class);
        for (Flaw flaw : Flaw.values()) {
            runs.put(flaw, threads.submit(() -> run(OfFlawedSink.class, flaw)));
        }
        threads.shutdown();
        return runs.entrySet().stream()
                .map(run -> DynamicTest.dynamicTest(
                        run.getKey().name(),
                        () -> assertThatRulesCatch(run.getKey(), run.getValue().get(2, TimeUnit.MINUTES))));
    }

    private static void assertThatRulesCatch(Flaw flaw, EngineExecutionResults results) {
        var found = rules(results.allEvents().failed());
        // What other rules are for, blocks meet by the way, and not each time on a busy machine.
        assertThat(flaw.rules()).containsAll(found);
        assertThat(found)
                .containsAll(flaw.rules().stream()
                        .filter(rule -> rule != OF_BLOCKS || flaw.rules().size() == 1)
                        .toList());
        assertThat(results.allEvents().failed().list())
                .extracting(event -> event.getTestDescriptor().getUniqueId().toString())
                .allMatch(RULE.asPredicate());
        assertThat(rules(results.testEvents().finished()))
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19);
        results.testEvents().assertStatistics(stats -> stats.skipped(0).aborted(0));
    }

    /** A plain sink; its backend says that it can do nothing. */
    static final class OfPlainSink extends ClickSinkContract {
        @Override
        protected SinkBackend backend() {
            return new MemoryBackend(InMemorySink.withCapacity(100_000));
        }

        @Override
        protected SinkTraits traits() {
            return SinkTraits.plain();
        }
    }

    /** Declares more faults than the backend has. */
    static final class OfFewerFaultsThanDeclared extends ClickSinkContract {
        private final OfPlainSink plain = new OfPlainSink();

        @Override
        protected SinkBackend backend() {
            return plain.backend();
        }

        @Override
        protected SinkTraits traits() {
            return SinkTraits.plain().withFaults(Fault.THROTTLE);
        }
    }

    @Test
    void generatesOnlyTheRulesThatApplyAndSaysSo() {
        EngineExecutionResults results = run(OfPlainSink.class, Flaw.NONE);

        assertThat(results.testEvents().failed().list()).isEmpty();
        assertThat(rules(results.testEvents().finished())).containsExactly(1, 2, 4, 5, 6, 7, 8, 12, 13, 19);
        results.testEvents().assertStatistics(stats -> stats.skipped(0).aborted(0));
        assertThat(results.testEvents().reportingEntryPublished().stream()
                        .map(event ->
                                event.getRequiredPayload(ReportEntry.class).getKeyValuePairs()))
                .containsExactly(Map.of(
                        "checked rules", "S1 S2 S4 S5 S6 S7 S8 S12 S13 S19",
                        "unchecked rules", "S3 S9 S10 S11 S14 S15 S16 S17 S18",
                        "faults", "[]"));
    }

    @Test
    void noticesFaultsThatTheBackendDoesNotHave() {
        EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
                .selectors(selectMethod(
                        OfFewerFaultsThanDeclared.class, "tellsWhichRulesAreChecked", TestReporter.class.getName()))
                .execute();

        results.testEvents().assertStatistics(stats -> stats.finished(1).failed(1));
    }

    @Test
    void whatFailsNamesItsRuleAndWhatThatMeans() {
        EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
                .selectors(
                        selectMethod(OfFlawedSink.class, "s1GivesEveryAcceptedClickOneReceiptByTheReturnOfClose"),
                        selectMethod(OfFlawedSink.class, "s8RefusesSendAndFlushAfterCloseByName"),
                        selectMethod(OfFlawedSink.class, "s15RefusesAClickBeyondALimitAndGoesOn"))
                .configurationParameter(FLAW, Flaw.ACCEPTS_BEYOND_THE_LIMIT.name())
                .execute();

        assertThat(messages(results))
                .singleElement()
                .asString()
                .startsWith(
                        "rule S15 is broken: send checks limits: it throws an IllegalArgumentException with click id,"
                                + " limit and size\n  tried: refuses a click beyond a limit and goes on, with LIMITS\n  found:"
                                + " [send of a click beyond the limit]");
    }

    @Test
    void whatHangsSaysWhatHasNotReturned() {
        EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
                .selectors(selectMethod(OfFlawedSink.class, "s4InterruptionEndsAFlushThatWaits"))
                .configurationParameter(FLAW, Flaw.FLUSH_IGNORES_INTERRUPTION.name())
                .execute();

        assertThat(messages(results))
                .singleElement()
                .asString()
                .startsWith("rule S4 is broken: ")
                .contains("  found: flush has not returned within 3 s; its thread is WAITING at ");
    }

    /** Its backend waits for ever: when it is told a plan, or when it is closed. */
    static final class OfBackendThatHangs extends ClickSinkContract {
        private final OfPlainSink plain = new OfPlainSink();
        private boolean atClose;

        @RegisterExtension
        BeforeEachCallback chosen = context -> atClose =
                context.getConfigurationParameter(FLAW).map("close"::equals).orElseThrow();

        @Override
        protected SinkBackend backend() {
            SinkBackend next = plain.backend();
            return new SinkBackend() {
                @Override
                public ClickSink open(Duration drainTimeout) throws Exception {
                    return next.open(drainTimeout);
                }

                @Override
                public String payload(Click click) {
                    return next.payload(click);
                }

                @Override
                public List<String> stored() throws Exception {
                    return next.stored();
                }

                @Override
                public void inject(List<Fault> plan) {
                    hang(!atClose);
                }

                @Override
                public void close() {
                    hang(atClose);
                }
            };
        }

        private static void hang(boolean here) {
            try {
                if (here) {
                    new CountDownLatch(1).await();
                }
            } catch (InterruptedException e) {
                return; // the test is over
            }
        }

        @Override
        protected SinkTraits traits() {
            return SinkTraits.plain();
        }

        @Override
        protected Duration patience() {
            return Duration.ofSeconds(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "inject, no end within 10 s; its thread is WAITING at ",
        "close, close of the backend has not returned within 1 s; its thread is WAITING at "
    })
    void aBackendThatHangsBreaksTheRule(String where, String found) {
        EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
                .selectors(selectMethod(OfBackendThatHangs.class, "s7ClosesOnlyOnce"))
                .configurationParameter(FLAW, where)
                .execute();

        assertThat(messages(results))
                .singleElement()
                .asString()
                .startsWith("rule S7 is broken: ")
                .contains("  found: " + found)
                .contains("OfBackendThatHangs.hang");
    }

    private static List<String> messages(EngineExecutionResults results) {
        return results.testEvents().failed().stream()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .map(result -> result.getThrowable().orElseThrow().getMessage())
                .toList();
    }

    private static EngineExecutionResults run(Class<?> contract, Flaw flaw) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(contract))
                .configurationParameter(FLAW, flaw.name())
                .execute();
    }

    /** Returns the numbers of the rules whose tests the events are about. */
    private static List<Integer> rules(Events events) {
        return events.stream()
                .map(Event::getTestDescriptor)
                .map(test -> RULE.matcher(test.getUniqueId().toString()))
                .filter(Matcher::find)
                .map(matcher -> Integer.valueOf(matcher.group(1)))
                .distinct()
                .sorted()
                .toList();
    }
}
