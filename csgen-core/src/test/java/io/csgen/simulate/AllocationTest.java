package io.csgen.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickView;
import io.csgen.model.ShopModel;
import io.csgen.model.ShopModel.Preset;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What clicks cost in memory that is used once, by the JVM's own count for this thread: it is exact,
 * whatever is compiled and whatever other threads do.
 */
class AllocationTest {
    private static final int CLICKS = 200_000;

    /** At an even rate, more clicks than ever before are pending only now and then. */
    private static final double RARE_BYTES = 0.5;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Object last = ""; // keeps a click from being optimised away

    private static ClickGenerator evenShop() {
        ShopModel model = ShopModel.preset(Preset.REFERENCE)
                .with("hourly-rates", "flat")
                .with("weekday-rates", "flat")
                .with("clicks-per-second", "100")
                .with("customer-id-max", "300000");
        return ClickGenerator.of(model, 7, Streams.START).startingWarm();
    }

    private static double bytesPerClick(Runnable click) {
        for (int i = 0; i < CLICKS; i++) {
            click.run();
        }
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < CLICKS; i++) {
            click.run();
        }
        return (double) (THREADS.getCurrentThreadAllocatedBytes() - before) / CLICKS;
    }

    /** Where heaps are so large that references have 8 bytes, a click has 8 bytes more. */
    private static int bytesOfClick() {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        Object[] references = new Object[CLICKS];
        long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
        Arrays.fill(references, "");
        return bytes / references.length >= 8 ? 56 : 48;
    }

    @Test
    void aClickIsOneObjectOf48Bytes() {
        ClickIterator clicks = evenShop().iterator();

        assertThat(bytesPerClick(() -> last = clicks.next()))
                .isBetween((double) bytesOfClick(), bytesOfClick() + RARE_BYTES);
    }

    @ParameterizedTest
    @MethodSource("io.csgen.click.ClickFormat#builtIn")
    void clicksThatGoByAreWrittenWithoutMakingObjects(ClickFormat format) {
        ClickGenerator generator = evenShop();
        ClickEncoder encoder = generator.model().encoder(format);
        ClickIterator clicks = generator.iterator();
        ClickView view = clicks.view();
        byte[] buffer = new byte[encoder.maxBytes()];

        assertThat(bytesPerClick(() -> {
                    clicks.advance();
                    encoder.encode(view, buffer, 0);
                }))
                .isLessThan(RARE_BYTES);
        assertThat(clicks.clickCount()).isEqualTo(2 * CLICKS);
    }
}
