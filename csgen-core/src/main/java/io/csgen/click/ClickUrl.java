package io.csgen.click;

/**
 * What the URL of a click tells by itself: everything but time, session and ordinal. Immutable.
 *
 * @param type what page was opened
 * @param userId who clicked; from 0
 * @param groupId product group of the page; from 1
 * @param productId product of the page, from 0, or {@link Click#NO_PRODUCT}
 */
public record ClickUrl(ClickType type, int userId, int groupId, int productId) {

    /**
     * Creates what a URL tells.
     *
     * @throws io.csgen.config.ConfigException if no click can have these values; it names them all
     */
    public ClickUrl {
        new Click(0, userId, 0, 1, type, groupId, productId); // the rules are those of a click
    }

    /** Returns what the URL of the given click tells. */
    public static ClickUrl of(Click click) {
        return new ClickUrl(click.type(), click.userId(), click.groupId(), click.productId());
    }
}
