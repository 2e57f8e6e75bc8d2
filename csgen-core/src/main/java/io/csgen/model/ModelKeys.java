package io.csgen.model;

import io.csgen.config.Key;
import io.csgen.model.Catalog.ProductGroup;
import io.csgen.model.Navigation.Journeys;
import io.csgen.model.ShopModel.Preset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All keys of the model; most belong to the part that holds their value. Defaults are those of the classic store;
 * numbers from outside are measured on real shops.
 */
final class ModelKeys {
    /** Greatest user or product id; the ids from 0 on can then be counted with an {@code int}. */
    static final int MAX_ID = Integer.MAX_VALUE - 1;

    static final Key<Preset> PRESET = Key.choice(
                    "preset", Preset.class, "the model that the other keys change; all defaults below are of classic")
            .withDefault(Preset.CLASSIC);
    static final Key<Integer> POLL_SERVER_STATUS_CHANGE =
            Key.integer("poll-server-status-change", 0, Integer.MAX_VALUE, "accepted and no longer needed");

    /** All keys of the model, in the order in which they are documented. */
    static final List<Key<?>> ALL = List.of(
            PRESET,
            Catalog.STORE_URL,
            Users.ID_MIN,
            Users.ID_MAX,
            Catalog.GROUP_COUNT,
            ProductGroup.NAME,
            ProductGroup.PRODUCT_ID_MIN,
            ProductGroup.PRODUCT_ID_MAX,
            Navigation.GROUP_PAGE_SHARE,
            ProductGroup.GROUP_PAGE_SHARE,
            ProductGroup.PRODUCT_PAGE_SHARE,
            Traffic.CLICKS_PER_SECOND,
            POLL_SERVER_STATUS_CHANGE,
            Traffic.HOURLY_RATES,
            Traffic.WEEKDAY_RATES,
            Traffic.STAGES,
            Traffic.RESPONSE,
            Navigation.CLICK_MODEL,
            Sessions.LENGTH,
            Sessions.THINK_TIME,
            Sessions.PACE,
            Sessions.TIMEOUT,
            Catalog.POPULARITY,
            Catalog.DRIFT,
            Users.ACTIVITY,
            Users.OVERLAPPING,
            Navigation.SAME_PRODUCT,
            Navigation.EARLIER_PRODUCT,
            Navigation.FOCUSED_SESSIONS,
            Navigation.FOCUSED_RETURN,
            Navigation.EXPLORING_RETURN,
            Navigation.FAVOURITE_GROUP,
            Journeys.ON,
            Journeys.SEARCH,
            Journeys.CART,
            Journeys.PURCHASE);

    /** The keys of the model, and those that a classic file has for other parts of the program. */
    static final List<Key<?>> OF_CLASSIC_FILES = Stream.<Key<?>>concat(
                    ALL.stream(),
                    Stream.of(
                            ofOtherPart("token-as-hash", "see the server"),
                            ofOtherPart("url-kinesis-stream-name", "see the Kinesis sink")))
            .toList();

    private ModelKeys() {}

    private static Key<String> ofOtherPart(String name, String help) {
        return Key.of(name, "be a text", help, Optional::of);
    }
}
