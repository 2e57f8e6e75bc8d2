package io.csgen.click;

import io.csgen.config.Problems;

/**
 * What the URL of a click tells by itself: everything but time, session and ordinal. Immutable.
 *
 * @param type what page was opened
 * @param userId who clicked; from 0
 * @param groupId product group of the page, from 1; {@link #NO_GROUP} where the URL does not tell: carts
 *     and orders name their product only
 * @param productId product of the page, from 0, or {@link Click#NO_PRODUCT}
 */
public record ClickUrl(ClickType type, int userId, int groupId, int productId) {
    /** The {@link #groupId} of a URL that does not tell it. */
    public static final int NO_GROUP = 0;

    /**
     * Creates what a URL tells.
     *
     * @throws io.csgen.config.ConfigException if no click can have these values; it names them all
     */
    public ClickUrl {
        boolean mayHideGroup = type != ClickType.GROUP_VIEW && type != ClickType.PRODUCT_VIEW;
        boolean hidesGroup = mayHideGroup && groupId == NO_GROUP;
        Problems problems = new Problems();
        // The other rules are those of a click.
        problems.collect(() -> new Click(0, userId, 0, 1, type, hidesGroup ? 1 : groupId, productId));
        problems.throwIfAny();
    }

    /** Returns what the URL of the given click tells. */
    public static ClickUrl of(Click click) {
        boolean ofCart = click.type() == ClickType.ADD_TO_CART || click.type() == ClickType.PURCHASE;
        return new ClickUrl(click.type(), click.userId(), ofCart ? NO_GROUP : click.groupId(), click.productId());
    }
}
