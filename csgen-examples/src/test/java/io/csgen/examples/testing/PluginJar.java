package io.csgen.examples.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles and packs jars as somebody else would, who has nothing but csgen on the class path. */
public final class PluginJar {
    /** A sink that counts clicks, and says on the standard error where it was closed how many there were. */
    public static final String TALLY = """
            package com.acme;

            import io.csgen.click.Click;
            import io.csgen.config.Key;
            import io.csgen.config.SettingsReader;
            import io.csgen.sink.ClickSink;
            import io.csgen.sink.Receipt;
            import io.csgen.sink.ReceiptListener;
            import io.csgen.sink.SinkProvider;
            import io.csgen.sink.SinkProvider.SinkSettings;
            import java.util.List;
            import java.util.concurrent.atomic.AtomicLong;
            import java.util.function.Supplier;

            public final class TallyProvider implements SinkProvider {
                private static final Key<Integer> STEP =
                        Key.integer("tally-step", 1, 10, "how much each click counts").withDefault(1);

                public String name() {
                    return "tally";
                }

                public List<Key<?>> keys() {
                    return List.of(STEP);
                }

                public Supplier<ClickSink> read(SinkSettings settings, SettingsReader reader) {
                    int step = reader.get(STEP);
                    AtomicLong tally = new AtomicLong();
                    return () -> new ClickSink() {
                        public void send(Click click, ReceiptListener listener) {
                            tally.addAndGet(step);
                            new Receipt.Delivered(click, 1, "").signalTo(listener);
                        }

                        public void flush() {}

                        public void close() {
                            System.err.println("tally: " + tally);
                        }
                    };
                }
            }
            """;

    /** A format that is an id and a user. */
    public static final String PIPE = """
            package com.acme;

            import io.csgen.click.ClickEncoder;
            import io.csgen.click.ClickField;
            import io.csgen.click.ClickFormat;
            import io.csgen.click.ClickView;
            import io.csgen.click.Store;
            import java.nio.charset.StandardCharsets;
            import java.util.List;

            public final class PipeFormat implements ClickFormat {
                public String name() {
                    return "pipe";
                }

                public List<ClickField> fields() {
                    return List.of();
                }

                public ClickEncoder encoder(Store store) {
                    return new ClickEncoder() {
                        public int maxBytes() {
                            return 64;
                        }

                        public int encode(ClickView click, byte[] target, int offset) {
                            byte[] text = (click.ordinal() + "|" + click.userId()).getBytes(StandardCharsets.US_ASCII);
                            System.arraycopy(text, 0, target, offset, text.length);
                            return offset + text.length;
                        }
                    };
                }
            }
            """;

    /** A format of records that are JSON from its end to its beginning, and of their reader. */
    public static final String BACKWARDS = """
            package com.acme;

            import io.csgen.click.ClickEncoder;
            import io.csgen.click.ClickField;
            import io.csgen.click.ClickFormat;
            import io.csgen.click.ClickView;
            import io.csgen.click.Store;
            import java.io.ByteArrayInputStream;
            import java.io.IOException;
            import java.io.InputStream;
            import java.util.List;
            import java.util.Optional;

            public final class BackwardsFormat implements ClickFormat {
                public String name() {
                    return "backwards";
                }

                public List<ClickField> fields() {
                    return ClickField.ALL;
                }

                public ClickEncoder encoder(Store store) {
                    ClickEncoder json = ClickFormat.JSON.encoder(store);
                    return new ClickEncoder() {
                        public Framing framing() {
                            return Framing.none();
                        }

                        public int maxBytes() {
                            return json.maxBytes();
                        }

                        public int encode(ClickView click, byte[] target, int offset) {
                            byte[] text = turned(json.encode(click));
                            System.arraycopy(text, 0, target, offset, text.length);
                            return offset + text.length;
                        }
                    };
                }

                public Optional<Unpacker> unpacker() {
                    return Optional.of(new Unpacker() {
                        public boolean recognizes(byte[] beginning) {
                            return beginning.length > 0 && beginning[0] == '}';
                        }

                        public InputStream unpack(InputStream stream) throws IOException {
                            return new ByteArrayInputStream(turned(stream.readAllBytes()));
                        }
                    });
                }

                private static byte[] turned(byte[] bytes) {
                    byte[] turned = new byte[bytes.length];
                    for (int i = 0; i < bytes.length; i++) {
                        turned[bytes.length - 1 - i] = bytes[i];
                    }
                    return turned;
                }
            }
            """;

    private static final Pattern CLASS = Pattern.compile("class (\\w+)");

    private PluginJar() {}

    /**
     * Makes a jar of one class.
     *
     * @param service what the class is
     * @param providers what the jar announces
     */
    public static Path of(Path jar, Class<?> service, String providers, String source, String classPath) {
        try {
            Path work = Files.createTempDirectory(jar.getParent(), "classes");
            Matcher name = CLASS.matcher(source);
            assertThat(name.find()).isTrue();
            Path file = Files.writeString(work.resolve(name.group(1) + ".java"), source);
            compile(file, work, classPath);
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
                write(out, "META-INF/services/" + service.getName(), providers.getBytes(StandardCharsets.UTF_8));
                for (Path found : classes(work)) {
                    write(out, work.relativize(found).toString(), Files.readAllBytes(found));
                }
            }
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void compile(Path file, Path work, String classPath) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            List<String> options = List.of("-d", work.toString(), "-cp", classPath, "--release", "17", "-proc:none");
            boolean done = compiler.getTask(said, files, null, options, null, files.getJavaFileObjects(file))
                    .call();
            assertThat(done).as(said.toString()).isTrue();
        }
    }

    private static List<Path> classes(Path work) throws IOException {
        try (Stream<Path> files = Files.walk(work)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .sorted()
                    .toList();
        }
    }

    private static void write(JarOutputStream jar, String name, byte[] bytes) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(bytes);
        jar.closeEntry();
    }
}
