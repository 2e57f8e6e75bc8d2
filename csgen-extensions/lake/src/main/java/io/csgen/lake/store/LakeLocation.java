package io.csgen.lake.store;

import java.nio.file.Path;

/** Says where a lake lies. Immutable. */
public final class LakeLocation {
    private final String option;
    private final String text;

    private LakeLocation(String option, String text) {
        this.option = option;
        this.text = text;
    }

    /**
     * Returns the location that an option names.
     *
     * @param option what messages call it
     * @param text a directory
     */
    public static LakeLocation of(String option, String text) {
        return new LakeLocation(option, text);
    }

    /**
     * Opens the lake, which the caller closes. Nothing is made there before something is put.
     *
     * @throws io.csgen.config.ConfigException if there can be none
     */
    public LakeStore open() {
        return DirectoryStore.open(option, Path.of(text));
    }
}
