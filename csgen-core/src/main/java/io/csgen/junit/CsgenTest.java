package io.csgen.junit;

import io.csgen.model.ShopModel.Preset;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Makes a method a JUnit test that gets a click stream: the first so many sessions, all of them complete, the same in
 * each run. Whatever the test needs of it is a parameter:
 *
 * <ul>
 *   <li>{@code List<Click>} or {@code Stream<Click>}: the clicks in order of time
 *   <li>{@link io.csgen.simulate.ClickGenerator}: makes them as often as it is asked to, with no limit of memory
 *   <li>{@code List<FaultyClick>} or {@code Stream<FaultyClick>}: the same clicks with {@link #faults}, in the order in
 *       which they come, each with the time at which it does
 *   <li>{@link io.csgen.truth.Manifest}: what there must be of them, for {@link CsgenAssertions}
 *   <li>{@link io.csgen.model.ShopModel}: the store and its users, with the session timeout
 *   <li>{@link io.csgen.sink.InMemorySink}: an empty one, with room for ten million clicks
 * </ul>
 *
 * <pre>{@code
 * @CsgenTest(sessions = 1_000, seed = 7)
 * void findsTheSessions(List<Click> clicks, Manifest manifest) {
 *     assertThatSessions(mySessionizer.sessions(clicks)).areTheSessionsOf(manifest);
 * }
 * }</pre>
 *
 * <p>Unless {@link #settings} say otherwise, sessions of one user do not overlap, so that a sessionizer can find them;
 * settings with too few users for the rate are an error. The {@link Preset#CLASSIC} store gets one click in
 * 20 seconds, which keeps its 100 users coming back. A wrong value fails the test with all that is wrong.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@ExtendWith(CsgenExtension.class)
public @interface CsgenTest {
    /** Returns how many sessions there are; at least 0. */
    long sessions() default 1_000;

    /** Returns what fixes the clicks, together with all else here. */
    long seed() default 1;

    /** Returns several seeds, each of which makes a test of its own; none for that of {@link #seed}. */
    long[] seeds() default {};

    /** Returns which store and users to begin with. */
    Preset preset() default Preset.CLASSIC;

    /** Returns settings over those of the preset, each as {@code key=value}. */
    String[] settings() default {};

    /**
     * Returns the faults that {@link io.csgen.fault.Faults.FaultyClick}s have, as settings, each as {@code key=value}, such as
     * {@code fault-duplicate=0.01}; none for no faults. They change no other parameter.
     */
    String[] faults() default {};

    /** Returns the time of the first clicks, in UTC. */
    String start() default "2026-01-05T00:00:00Z";
}
