package io.csgen.sink;

import io.csgen.click.Click;
import java.util.ArrayList;
import java.util.List;

/** Keeps the receipts it gets. */
final class CollectedReceipts implements ReceiptListener {
    private final List<Receipt> receipts = new ArrayList<>();

    @Override
    public synchronized void receive(Receipt receipt) {
        receipts.add(receipt);
    }

    synchronized List<Receipt> all() {
        return List.copyOf(receipts);
    }

    List<Click> clicks() {
        return all().stream().map(Receipt::click).toList();
    }
}
