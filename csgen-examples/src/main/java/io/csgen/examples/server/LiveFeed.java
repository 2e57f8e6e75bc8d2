package io.csgen.examples.server;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.examples.http.Site;
import io.csgen.internal.json.JsonWriter;
import io.csgen.model.ShopModel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Tells how a server goes, in JSON for a page: what there is to know at first, and from then on what is
 * new. Safe for concurrent use.
 */
final class LiveFeed implements Site.Feed {
    /** How many moments of the past are remembered. */
    static final int MOMENTS = 240;

    private final StoreServer store;
    private final StatusJson statusJson;
    private final ShopModel model;
    private final ClickEncoder encoder;

    // Guarded by this.
    private final Deque<String> moments = new ArrayDeque<>(MOMENTS);
    private long told;

    LiveFeed(StoreServer store, StatusJson statusJson, ShopModel model) {
        this.store = store;
        this.statusJson = statusJson;
        this.model = model;
        encoder = model.encoder(ClickFormat.JSON);
    }

    @Override
    public synchronized String past() {
        return text(store.status(), store.watch().after(0), moments);
    }

    @Override
    public synchronized void remember() {
        remember(store.status());
        told = store.watch().seen();
    }

    @Override
    public synchronized String next() {
        StoreServer.Status status = store.status();
        ClickWatch.Sight sight = store.watch().after(told);
        told = sight.seen();
        return text(status, sight, List.of(remember(status)));
    }

    private String remember(StoreServer.Status status) {
        String moment = statusJson.moment(status, System.currentTimeMillis());
        if (moments.size() == MOMENTS) {
            moments.removeFirst();
        }
        moments.addLast(moment);
        return moment;
    }

    private String text(StoreServer.Status status, ClickWatch.Sight sight, Collection<String> someMoments) {
        return new JsonWriter()
                .put("status", statusJson.of(status))
                .array("moments", someMoments)
                .array("clicks", sight.latest().stream().map(this::click).toList())
                .array("sessions", sight.sessions().stream().map(this::session).toList())
                .put(
                        "top_groups",
                        sight.groups().stream()
                                .map(count -> new JsonWriter()
                                        .put("group_name", name(count.thing()))
                                        .put("clicks", count.count()))
                                .toList())
                .put(
                        "top_products",
                        sight.products().stream()
                                .map(count -> new JsonWriter()
                                        .put("group_name", name(count.thing().groupId()))
                                        .put("product_id", count.thing().productId())
                                        .put("clicks", count.count()))
                                .toList())
                .toString();
    }

    private String click(Click click) {
        return new String(encoder.encode(click), StandardCharsets.UTF_8);
    }

    private String session(List<ClickWatch.Step> steps) {
        return "["
                + steps.stream()
                        .map(step -> new JsonWriter()
                                .put("at", step.atMillis())
                                .raw("click", click(step.click()))
                                .toString())
                        .collect(Collectors.joining(","))
                + "]";
    }

    private String name(int groupId) {
        return model.catalog().groups().get(groupId - 1).name();
    }
}
