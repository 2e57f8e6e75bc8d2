package io.csgen.examples.job;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/** What tells whether a token is the right one, without knowing the token itself. Immutable. */
public final class Token {
    /** Fewer characters could be guessed. */
    static final int LEAST_CHARACTERS = 16;

    private static final int RANDOM_BYTES = 20;
    private static final String HASH = "[0-9a-fA-F]{64}";

    private final byte[] hash;
    private final boolean isLong;

    private Token(byte[] hash, boolean isLong) {
        this.hash = hash;
        this.isLong = isLong;
    }

    /** Returns the check for the token with the given SHA-256, in hexadecimal digits; empty for other texts. */
    static Optional<Token> ofHash(String text) {
        return text.matches(HASH) ? Optional.of(new Token(HexFormat.of().parseHex(text), true)) : Optional.empty();
    }

    /** Returns the check for a token. */
    public static Token of(String token) {
        return new Token(sha256(token), token.length() >= LEAST_CHARACTERS);
    }

    /** Returns a new token that nobody can guess; it needs no escapes in a URL. */
    public static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Returns whether a token is the right one; takes as long for a wrong one. */
    public boolean matches(String candidate) {
        return MessageDigest.isEqual(hash, sha256(candidate));
    }

    /** Returns whether the token is too long to be guessed; of one known by its hash it is taken for granted. */
    public boolean isLong() {
        return isLong;
    }

    /** Returns the SHA-256 of the right token in hexadecimal digits. */
    public String hash() {
        return HexFormat.of().formatHex(hash);
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
