package io.csgen.examples.cli;

import ch.qos.logback.classic.Level;
import io.csgen.click.Click;
import io.csgen.click.ClickReader;
import io.csgen.click.ClickType;
import io.csgen.config.ConfigException;
import io.csgen.config.Key;
import io.csgen.config.Problems;
import io.csgen.internal.OutputFile;
import io.csgen.realism.ClickStatistics;
import io.csgen.realism.RealismScore;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures captured clicks and compares them with those of real shops. */
@Command(
        name = "describe",
        description = "Prints figures of captured clicks beside those of real shops, and a realism"
                + " score from 0 to 100. Reads the formats json, csv and access-log of csgen, and flat JSON lines or"
                + " CSV from elsewhere with the fields timestamp, user_id and product_id, and session_id, group_id and"
                + " type if available.",
        footer = {
            "",
            "Examples:",
            "  csgen generate --duration 28d --format json | csgen describe -",
            "  csgen describe part-1.csv part-2.csv --html report.html",
            "  csgen describe shop.json --time-zone-offset +02:00"
        })
final class DescribeCommand implements Callable<Integer> {
    private static final int SHOWN_PROBLEMS = 5;
    private static final Key<ZoneOffset> OFFSET =
            Key.of("--time-zone-offset", "be an offset from UTC such as +02:00 or -05:30", "", DescribeCommand::offset);

    private final Terminal terminal;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Files with clicks, described as one stream; - is the standard input.")
    private List<String> files = new ArrayList<>();

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page with drawings, too.")
    private @Nullable Path html;

    @Option(
            names = "--time-zone-offset",
            paramLabel = "OFFSET",
            description = "Time zone of the shop, for hours and days, such as +02:00; default: UTC.")
    private @Nullable String offset;

    @Mixin
    private final Verbosity verbosity = new Verbosity();

    private long clicks;
    private long views;
    private long problems;

    DescribeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        verbosity.setLogLevel(Level.WARN);
        Problems wrong = new Problems();
        ZoneOffset clock = Optional.ofNullable(offset)
                .flatMap(text -> wrong.collect(() -> OFFSET.parse(text)))
                .orElse(ZoneOffset.UTC);
        InputFiles input = new InputFiles(files, terminal);
        input.requireReadable(wrong);
        wrong.throwIfAny();
        ClickStatistics.Collector collector = ClickStatistics.Collector.create();
        ClickReader reader = ClickReader.create();
        ReadProgress progress = input.progress(verbosity.progress(terminal, "clicks"), () -> clicks);
        Consumer<Click> onClick = click -> {
            clicks++;
            views += click.type() == ClickType.PRODUCT_VIEW ? 1 : 0;
            collector.add(click);
        };
        Consumer<String> onProblem = problem -> {
            progress.clear();
            problem(problem);
        };
        try {
            input.read(progress, (stream, name) -> reader.read(stream, name, onClick, onProblem));
        } catch (ClosedByInterruptException e) {
            return ExitCode.INTERRUPTED;
        }
        if (views == 0) {
            sayNothing(input.names(), reader);
            return ExitCode.NOT_DELIVERED;
        }
        ClickStatistics statistics = collector.statistics(
                reader.hasSessions()
                        ? ClickStatistics.Collector.Sessions.GIVEN
                        : ClickStatistics.Collector.Sessions.CUT,
                clock);
        RealismScore score = RealismScore.of(statistics);
        terminal.out().print(score);
        if (html != null) {
            write(html, score.html());
        }
        remark(reader);
        return problems == 0 ? ExitCode.OK : ExitCode.NOT_DELIVERED;
    }

    private static Optional<ZoneOffset> offset(String text) {
        try {
            return Optional.of(ZoneOffset.of(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static void write(Path file, String page) {
        try (OutputFile whole = OutputFile.open(file)) {
            whole.out().write(page.getBytes(StandardCharsets.UTF_8));
            whole.complete();
        } catch (IOException e) {
            throw new ConfigException(List.of(OutputFile.problem("--html", file, e)));
        }
    }

    private void problem(String text) {
        problems++;
        if (problems <= SHOWN_PROBLEMS) {
            terminal.err().println(text);
        }
    }

    /** A score of nothing would be a lie. */
    private void sayNothing(String what, ClickReader reader) {
        if (clicks > 0) {
            terminal.err()
                    .println(Problems.describe(
                            what, "have clicks with product_id, product or productId", clicks + " clicks without"));
        } else {
            long others = problems + reader.otherTypes();
            terminal.err().println(Problems.describe(what, "have clicks", others == 0 ? "nothing" : "none"));
        }
        remarkOnLines(reader);
    }

    private void remark(ClickReader reader) {
        if (!reader.hasSessions() && !verbosity.isQuiet()) {
            terminal.err()
                    .println("No session ids: sessions are cut where a user views nothing for more than "
                            + ClickStatistics.Collector.TIMEOUT.toMinutes() + " minutes.");
        }
        remarkOnLines(reader);
    }

    private void remarkOnLines(ClickReader reader) {
        if (reader.otherTypes() > 0) {
            terminal.err().println("Lines of other types, left out: " + reader.otherTypes());
        }
        if (problems > 0) {
            terminal.err().println("Lines that are no clicks: " + problems + ", beside " + clicks + " clicks");
        }
    }
}
