package io.csgen.examples.job;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/** What tells whether a token is the right one, without knowing the token itself. Immutable. */
public final class Token {
    private static final int RANDOM_BYTES = 20;
    private static final String HASH = "[0-9a-fA-F]{64}";

    private final byte[] hash;

    private Token(byte[] hash) {
        this.hash = hash;
    }

    /** Returns the check for the token with the given SHA-256, in hexadecimal digits; empty for other texts. */
    static Optional<Token> ofHash(String text) {
        return text.matches(HASH) ? Optional.of(new Token(HexFormat.of().parseHex(text))) : Optional.empty();
    }

    /** Returns the check for a token. */
    public static Token of(String token) {
        return new Token(sha256(token));
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
