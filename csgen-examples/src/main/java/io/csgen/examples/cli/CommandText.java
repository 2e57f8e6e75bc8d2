package io.csgen.examples.cli;

import io.csgen.config.Problems;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The bytes that this process was started with. Java reads them in the encoding of the locale, and puts question marks
 * where that has no such text: a path would name another file, and a value would be another one.
 */
final class CommandText {
    private static final Path ARGUMENTS = Path.of("/proc/self/cmdline");
    private static final Path VARIABLES = Path.of("/proc/self/environ");

    private CommandText() {}

    /**
     * Returns a problem for each argument and each variable of csgen that Java could not read; none where the system does
     * not show the bytes.
     *
     * @param count how many arguments there are
     */
    static List<String> problems(int count) {
        try {
            Charset locale = Charset.forName(System.getProperty(
                    "sun.jnu.encoding", Charset.defaultCharset().name()));
            return problems(Files.readAllBytes(ARGUMENTS), count, Files.readAllBytes(VARIABLES), locale);
        } catch (IOException | IllegalArgumentException e) {
            return List.of();
        }
    }

    /**
     * Returns the problems.
     *
     * @param arguments each followed by a NUL, those of Java first
     * @param variables each followed by a NUL
     */
    static List<String> problems(byte[] arguments, int count, byte[] variables, Charset locale) {
        List<String> problems = new ArrayList<>();
        List<byte[]> all = texts(arguments);
        for (byte[] argument : all.subList(Math.max(0, all.size() - count), all.size())) {
            if (!isReadable(argument, locale)) {
                problems.add(problem("command line", locale, argument));
            }
        }
        for (byte[] variable : texts(variables)) {
            String text = new String(variable, StandardCharsets.ISO_8859_1);
            int equals = text.indexOf('=');
            if (text.matches("(?s)(CSGEN_\\w+|CS_CONFIG_FILE|CS_PLUGINS)=.*") && !isReadable(variable, locale)) {
                byte[] value = Arrays.copyOfRange(variable, equals + 1, variable.length);
                problems.add(problem("environment variable " + text.substring(0, equals), locale, value));
            }
        }
        return problems;
    }

    private static String problem(String path, Charset locale, byte[] text) {
        String wayOut = locale.equals(StandardCharsets.UTF_8) ? "" : " (LC_ALL=C.UTF-8 takes all text)";
        Charset shown = isReadable(text, StandardCharsets.UTF_8) ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        return Problems.describe(path, "be in the encoding of the locale, " + locale + wayOut, new String(text, shown));
    }

    private static boolean isReadable(byte[] text, Charset charset) {
        try {
            charset.newDecoder().decode(ByteBuffer.wrap(text)); // which reports what it cannot read
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static List<byte[]> texts(byte[] bytes) {
        List<byte[]> texts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                texts.add(Arrays.copyOfRange(bytes, start, i));
                start = i + 1;
            }
        }
        return texts;
    }
}
