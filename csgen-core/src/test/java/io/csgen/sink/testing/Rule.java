package io.csgen.sink.testing;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/** The rules of the sink contract, each with what it asks. */
enum Rule {
    S1("a click whose send returned gets exactly one receipt, at the latest when close returns"),
    S2("a send that throws leads to no receipt, and null is refused with a NullPointerException"),
    S3("clicks in flight are bounded: at the bound, send waits and drops nothing"),
    S4("a send or flush that waits answers interruption, and the click is then not accepted"),
    S5("without retries, clicks of a partition key from one thread arrive in order"),
    S6("flush returns when every click accepted before has its receipt, and others may send meanwhile"),
    S7("close waits for receipts for a limited time, gives up the rest, works once, and gives no receipt afterwards"),
    S8("after close, send and flush throw an IllegalStateException with the name of the sink, its toString()"),
    S9("what failed for now is tried again, and nothing else, within a budget"),
    S10(
            "a click that is rejected fails alone; when the backend is gone, what is in flight fails and the next send throws"
                    + " a SinkException with a cause"),
    S11("what may be in the backend is unconfirmed and not failed, and an answer is awaited for a limited time"),
    S12("a listener that throws, be it an Error, changes nothing"),
    S13("all methods are safe for concurrent use"),
    S14("a client that was passed in stays open, and one of the sink's own is closed"),
    S15("send checks limits: it throws an IllegalArgumentException with click id, limit and size"),
    S16("what was in no request has failed at close, and is not unconfirmed"),
    S17("flush and close return whatever has died, be it with an Error, and every click has its receipt then"),
    S18("each click that is not delivered has a reason, the same for all with the same fate"),
    S19(
            "sendBlock takes at least the first click, says how many it took, and for each of these all rules of send hold");

    /** More than any test waits one after another. */
    private static final int WAITS = 10;

    private static final Pattern METHOD = Pattern.compile("s(\\d+)(\\w+)");

    private final String text;

    Rule(String text) {
        this.text = text;
    }

    private static Optional<Rule> at(int number) {
        return number >= 1 && number <= values().length ? Optional.of(values()[number - 1]) : Optional.empty();
    }

    /** Lets a test that fails say which rule is broken, what that rule asks, and what was tried. */
    static final class Naming implements InvocationInterceptor {
        @Override
        public void interceptTestMethod(
                Invocation<Void> test, ReflectiveInvocationContext<Method> method, ExtensionContext context)
                throws Throwable {
            name(test, context, "");
        }

        @Override
        public void interceptTestTemplateMethod(
                Invocation<Void> test, ReflectiveInvocationContext<Method> method, ExtensionContext context)
                throws Throwable {
            name(test, context, "");
        }

        @Override
        public void interceptDynamicTest(
                Invocation<Void> test, DynamicTestInvocationContext dynamic, ExtensionContext context)
                throws Throwable {
            name(test, context.getParent().orElse(context), ", with " + context.getDisplayName());
        }

        private static void name(Invocation<Void> test, ExtensionContext context, String variant) throws Throwable {
            try {
                proceed(test, limit(context));
            } catch (TestAbortedException e) {
                throw e;
            } catch (Throwable e) {
                Matcher method = METHOD.matcher(
                        context.getTestMethod().map(Method::getName).orElse(""));
                Optional<Rule> rule = method.matches() ? at(Integer.parseInt(method.group(1))) : Optional.empty();
                if (rule.isEmpty()) {
                    throw e;
                }
                throw new AssertionError(rule.get().broken(words(method.group(2)) + variant, e), e);
            }
        }
    }

    /** Returns how long all of a test may take: each wait in it is much shorter, but for those of a backend that hangs. */
    private static Duration limit(ExtensionContext context) {
        ClickSinkContract contract = (ClickSinkContract) context.getRequiredTestInstance();
        return contract.patience().multipliedBy(WAITS);
    }

    private static void proceed(InvocationInterceptor.Invocation<Void> test, Duration limit) throws Throwable {
        FutureTask<Optional<Throwable>> task = new FutureTask<>(() -> {
            try {
                test.proceed();
                return Optional.empty();
            } catch (Throwable e) {
                return Optional.of(e);
            }
        });
        Thread thread = new Thread(task, "contract-test");
        thread.setDaemon(true);
        thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        thread.start();
        try {
            Optional<Throwable> thrown = task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            if (thrown.isPresent()) {
                throw thrown.get();
            }
        } catch (TimeoutException e) {
            throw new AssertionError("no end within " + limit.toSeconds() + " s; " + Bench.describe(thread), e);
        } finally {
            thread.interrupt();
        }
    }

    private String broken(String tried, Throwable found) {
        String message = found instanceof AssertionError ? String.valueOf(found.getMessage()) : found.toString();
        return "rule " + this + " is broken: " + text + "\n  tried: " + tried + "\n  found: " + message.strip();
    }

    /** Returns the name of a method as the words it is made of. */
    private static String words(String name) {
        return name.replaceAll("(?<=.)(?=\\p{Upper})", " ").toLowerCase(Locale.ROOT);
    }
}
