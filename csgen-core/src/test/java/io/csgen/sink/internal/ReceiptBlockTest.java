package io.csgen.sink.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.csgen.click.Click;
import io.csgen.click.ClickType;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReceiptBlockTest {
    private final Click[] clicks = IntStream.rangeClosed(1, 5)
            .mapToObj(ordinal -> new Click(ordinal, 1, 1, ordinal, ClickType.PRODUCT_VIEW, 1, 7))
            .toArray(Click[]::new);
    private final List<Integer> received = new ArrayList<>();
    private final List<Integer> lacking = new ArrayList<>();
    private final ReceiptBlock block = new ReceiptBlock(clicks, this::receipt);

    private Receipt receipt(Click click) {
        if (lacking.remove((Integer) click.ordinal())) {
            throw new OutOfMemoryError("Java heap space");
        }
        return new Receipt.Delivered(click, 1, "");
    }

    private void receive(Receipt receipt) {
        received.add(receipt.click().ordinal());
    }

    @Test
    void givesAListenerOneReceiptAfterAnother() {
        assertThat(block.give(1, 4, this::receive)).isEqualTo(4);

        assertThat(received).containsExactly(2, 3, 4);
    }

    @Test
    void givesAListenerThatCountsAllAtOnce() {
        List<Integer> sizes = new ArrayList<>();
        ReceiptListener counting = new ReceiptListener() {
            @Override
            public void receive(Receipt receipt) {
                throw new AssertionError("one by one");
            }

            @Override
            public void receiveAll(List<Receipt> receipts) {
                sizes.add(receipts.size());
                assertThat(receipts.get(0)).isEqualTo(new Receipt.Delivered(clicks[1], 1, ""));
                assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> receipts.get(3));
            }
        };

        assertThat(block.give(1, 4, counting)).isEqualTo(4);

        assertThat(sizes).containsExactly(3);
    }

    @Test
    void aListenerThatThrowsForOneReceiptGetsTheOthers() {
        block.give(0, 5, receipt -> {
            receive(receipt);
            if (receipt.click().ordinal() % 2 == 0) {
                throw new IllegalStateException("thrown on purpose");
            }
            throw new AssertionError("thrown on purpose");
        });

        assertThat(received).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void aListenerOfAllThatThrowsHasHadItsReceipts() {
        ReceiptListener throwing = new ReceiptListener() {
            @Override
            public void receive(Receipt receipt) {}

            @Override
            public void receiveAll(List<Receipt> receipts) {
                throw new StackOverflowError();
            }
        };

        assertThat(block.give(0, 5, throwing)).isEqualTo(5);
    }

    @Test
    void saysWhereMemoryHasEndedAndGoesOnThere() {
        lacking.add(3);

        assertThat(block.give(0, 5, this::receive)).isEqualTo(2);
        assertThat(block.give(2, 5, this::receive)).isEqualTo(5);

        assertThat(received).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void nobodyIsThereToMakeReceiptsFor() {
        lacking.addAll(List.of(1, 2, 3, 4, 5));

        assertThat(block.give(0, 5, ReceiptListener.NONE)).isEqualTo(5);
    }
}
