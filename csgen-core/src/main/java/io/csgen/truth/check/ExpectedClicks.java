package io.csgen.truth.check;

import io.csgen.click.ClickView;
import io.csgen.fault.FaultInjection;
import io.csgen.fault.FaultPlan;
import io.csgen.model.ShopModel;
import io.csgen.simulate.ClickGenerator;
import io.csgen.simulate.ClickIterator;
import io.csgen.truth.Digest;
import io.csgen.truth.Manifest;
import io.csgen.truth.Manifest.Shortfall;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** What a check expects: the same clicks, in the same order, as often as it asks for them. */
interface ExpectedClicks {
    /** After how many clicks an interrupt is looked for, less one. */
    int MANY = (1 << 16) - 1;

    /** Gives all clicks, those of a session in order of their ordinals; a view holds until the next one. */
    void forEach(Consumer<? super ClickView> consumer);

    /** Returns what number the session of an id has; see {@link ClickGenerator#sessionNumber}. */
    long sessionNumber(long sessionId);

    /** Returns the digest that all clicks have together. */
    Digest digest();

    /** Returns the store that the clicks are of. */
    ShopModel model();

    /** Returns what was put into the stream on purpose. */
    default Optional<FaultInjection.Totals> faults() {
        return Optional.empty();
    }

    /** Returns what was meant to be made besides, and never was. */
    default List<Shortfall> shortfalls() {
        return List.of();
    }

    /** Gives all clicks, each with the plan of the faults of its part; none where there are no faults. */
    default void forEachPlanned(BiConsumer<FaultPlan, ? super ClickView> consumer) {}

    /** Returns the clicks of a manifest, as if nothing ever went wrong. */
    static ExpectedClicks of(Manifest manifest) {
        ShopModel model = manifest.origin().shopModel();
        List<ClickGenerator> generators = manifest.origin().generators();
        ClickGenerator any = generators.get(0);
        return new ExpectedClicks() {
            @Override
            public List<Shortfall> shortfalls() {
                return manifest.shortfalls();
            }

            @Override
            public void forEach(Consumer<? super ClickView> consumer) {
                int count = 0;
                for (ClickGenerator generator : generators) {
                    ClickIterator clicks = generator.iterator();
                    while (clicks.advance()) {
                        consumer.accept(clicks.view());
                        if ((++count & MANY) == 0 && Thread.currentThread().isInterrupted()) {
                            throw new CancellationException("check was interrupted");
                        }
                    }
                }
            }

            @Override
            public Optional<FaultInjection.Totals> faults() {
                return manifest.faults();
            }

            @Override
            public void forEachPlanned(BiConsumer<FaultPlan, ? super ClickView> consumer) {
                if (manifest.faults().isEmpty()) {
                    return;
                }
                for (ClickGenerator generator : generators) {
                    FaultPlan plan = manifest.faults().get().plan(generator);
                    ClickIterator clicks = generator.iterator();
                    while (clicks.advance()) {
                        consumer.accept(plan, clicks.view());
                    }
                }
            }

            @Override
            public long sessionNumber(long sessionId) {
                return any.sessionNumber(sessionId);
            }

            @Override
            public Digest digest() {
                return manifest.digest();
            }

            @Override
            public ShopModel model() {
                return model;
            }
        };
    }
}
