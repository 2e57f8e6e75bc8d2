package io.csgen.sink.spi;

import io.csgen.click.Click;
import io.csgen.click.ClickType;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Numbered clicks, and the receipts they get. Safe for concurrent use. */
final class Clicks implements ReceiptListener {
    private final List<Receipt> receipts = new ArrayList<>();

    static Click click(int number) {
        return new Click(1_764_000_000_000L + number, 1, 1, number, ClickType.PRODUCT_VIEW, 1, 7);
    }

    /** Returns a click that tells its receipt here. */
    InFlightClick numbered(int number) {
        return new InFlightClick(click(number), this);
    }

    /** Returns clicks from 1 on. */
    List<InFlightClick> first(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(this::numbered).toList();
    }

    @Override
    public synchronized void receive(Receipt receipt) {
        receipts.add(receipt);
    }

    synchronized List<Receipt> receipts() {
        return List.copyOf(receipts);
    }

    /** Returns the numbers of the clicks that have receipts, in the order in which these came. */
    List<Integer> numbers() {
        return receipts().stream().map(receipt -> receipt.click().ordinal()).toList();
    }

    static Receipt delivered(int number) {
        return new Receipt.Delivered(click(number), 1, "");
    }

    static Receipt failed(int number, int attempts, String reason) {
        return new Receipt.Failed(click(number), attempts, reason);
    }

    static Receipt unconfirmed(int number, int attempts, String reason) {
        return new Receipt.Unconfirmed(click(number), attempts, reason);
    }
}
