package io.csgen.examples.cli;

import io.csgen.config.ConfigException;
import io.csgen.config.Key;
import io.csgen.config.Problems;
import io.csgen.examples.job.ProgramKeys;
import io.csgen.examples.server.Version;
import io.csgen.sink.internal.FailureText;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MaxValuesExceededException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line of csgen. Confined to the main thread.
 *
 * <p>Data goes to the standard output, everything else to the standard error. A signal that ends the
 * process lets the command at hand stop, drain and report first.
 */
@Command(
        name = "csgen",
        description = "Simulates the users of an imaginary web store and sends their clicks to a sink.",
        footer = {"", "Without a command: serve. See csgen help COMMAND."})
public final class Csgen {
    private static final Set<String> OF_NO_COMMAND = Set.of("-h", "--help", "-V", "--version");
    /** Commands that only a larger jar has. */
    private static final Map<String, String> ELSEWHERE =
            Map.of("deliver", "csgen-lake.jar", "dashboard", "csgen-lake.jar");

    private static final Set<String> REPEATABLE = Set.of("-s", "--set", "-m", "--manifest");

    /** Shown by the help and offered by shells; taken out before the command line is read. */
    @Option(
            names = Plugins.OPTION,
            paramLabel = "DIR",
            description =
                    "Directory of jars whose sinks and formats are there beside csgen's own, for any command; default: the one"
                            + " named by " + Plugins.VARIABLE + ", or none.")
    private @Nullable String plugins;

    private Csgen() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        calmNetty();
        Signals.interrupt(Thread.currentThread());
        Terminal terminal = Terminal.system();
        List<String> unreadable = CommandText.problems(args.length);
        unreadable.forEach(terminal.err()::println);
        int code = unreadable.isEmpty() ? run(terminal, args) : ExitCode.WRONG_INPUT;
        System.exit(code);
    }

    /** JDK 24 and later warn of a class that Netty 4.1 uses unless told not to. */
    private static void calmNetty() {
        if (Runtime.version().feature() >= 24) {
            System.setProperty("io.netty.noUnsafe", "true");
        }
    }

    /** Runs a command on the calling thread, until it ends or the thread is interrupted. */
    public static int run(Terminal terminal, String... args) {
        try {
            Plugins.Choice plugins = Plugins.Choice.of(terminal.environment(), args);
            if (plugins.directory().isEmpty()) {
                return runCommand(terminal, plugins.rest());
            }
            Plugins open = Plugins.open(plugins.source(), plugins.directory().get());
            try {
                return runCommand(terminal, plugins.rest());
            } finally {
                open.close();
            }
        } catch (ConfigException e) {
            return report(e, false, terminal);
        }
    }

    private static int runCommand(Terminal terminal, String... args) {
        CommandLine commandLine = commandLine(terminal);
        Set<String> commands = commandLine.getSubcommands().keySet();
        if (args.length > 0 && !args[0].startsWith("-") && !commands.contains(args[0])) {
            terminal.err().println(unknownCommand(args[0], commands));
            if (!ELSEWHERE.containsKey(args[0])) {
                terminal.err().println("Try: csgen --help");
            }
            return ExitCode.WRONG_INPUT;
        }
        boolean named = args.length > 0 && (OF_NO_COMMAND.contains(args[0]) || commands.contains(args[0]));
        int code;
        try {
            code = commandLine.execute(named ? args : withServe(args));
        } catch (Throwable e) { // such as a lack of memory, which is no exception
            code = report(e, Arrays.asList(args).contains("--verbose"), terminal);
        }
        Optional<String> lost = terminal.outProblem();
        lost.ifPresent(terminal.err()::println);
        boolean isWell = code == ExitCode.OK || code == ExitCode.AT_LEAST_ONCE;
        return isWell && lost.isPresent() ? ExitCode.NOT_DELIVERED : code;
    }

    /** Returns what is wrong with a command that there is not. */
    static String unknownCommand(String given, Set<String> commands) {
        String jar = ELSEWHERE.get(given);
        if (jar != null) {
            return Problems.describe("command", "be run with " + jar + ", which has all of csgen", given);
        }
        return Problems.describe(
                "command",
                "be one of " + String.join(", ", commands) + meant(Problems.nearest(given, commands)),
                given);
    }

    private static String meant(Optional<String> near) {
        return near.map(name -> " (did you mean " + name + "?)").orElse("");
    }

    /** Who writes a setting as an option may know no better than that there is one. */
    private static Optional<String> nearestOption(CommandSpec command, String given) {
        String name = given.replaceFirst("=.*", "");
        if (!name.startsWith("--")) {
            return Optional.empty();
        }
        List<String> keys = ProgramKeys.all().stream().map(Key::name).toList();
        boolean takesSettings = command.optionsMap().containsKey("--set");
        return Optional.of(name.substring(2))
                .filter(key -> takesSettings && keys.contains(key))
                .map(key -> "--set " + key + "=VALUE")
                .or(() -> Problems.nearest(name, command.optionsMap().keySet()));
    }

    /** Picocli speaks of groups and matches where an option of a group is given twice. */
    private static String message(ParameterException e, String... args) {
        if (e instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()) {
            String first = unmatched.getUnmatched().get(0);
            return e.getMessage() + meant(nearestOption(e.getCommandLine().getCommandSpec(), first));
        }
        boolean twice = e instanceof OverwrittenOptionException || e instanceof MaxValuesExceededException;
        Set<String> seen = new HashSet<>();
        Optional<String> option = Arrays.stream(args)
                .map(arg -> arg.replaceFirst("=.*", ""))
                .filter(arg -> arg.startsWith("-") && arg.length() > 1 && !REPEATABLE.contains(arg))
                .filter(arg -> !seen.add(arg))
                .findFirst()
                .filter(arg -> twice);
        return option.map(name -> Problems.describe(name, "be given once", values(name, args)))
                .orElseGet(() -> String.valueOf(e.getMessage()));
    }

    private static String values(String name, String... args) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            if (args[i].startsWith(name + "=")) {
                values.add(args[i].substring(name.length() + 1));
            } else if (args[i].equals(name) && i + 1 < args.length) {
                values.add(args[i + 1]);
            }
        }
        return String.join(" and ", values);
    }

    private static String[] withServe(String... args) {
        String[] all = new String[args.length + 1];
        all[0] = "serve";
        System.arraycopy(args, 0, all, 1, args.length);
        return all;
    }

    private static CommandLine commandLine(Terminal terminal) {
        CommandLine root = new CommandLine(new Csgen());
        commands(terminal).forEach(root::addSubcommand);
        root.getCommandSpec()
                .usageMessage()
                .synopsisSubcommandLabel(
                        "[" + String.join("|", root.getSubcommands().keySet()) + "]");
        addHelp(root);
        root.getSubcommands().values().forEach(Csgen::addHelp);
        root.setOut(new PrintWriter(terminal.out(), true));
        root.setErr(new PrintWriter(terminal.err(), true));
        root.setUsageHelpWidth(100);
        root.setParameterExceptionHandler((e, args) -> {
            String command = e.getCommandLine().getCommandSpec().qualifiedName();
            terminal.err().println(message(e, args));
            terminal.err().println("Try: " + command + " --help");
            return ExitCode.WRONG_INPUT;
        });
        root.setExecutionExceptionHandler((e, command, parsed) -> {
            boolean verbose = parsed.subcommand().hasMatchedOption("--verbose");
            return report(e, verbose, terminal);
        });
        return root;
    }

    private static List<Callable<Integer>> commands(Terminal terminal) {
        List<Callable<Integer>> commands = new ArrayList<>(List.of(
                new ServeCommand(terminal),
                new GenerateCommand(terminal),
                new CheckCommand(terminal),
                new TransformCommand(terminal)));
        // Of csgen's own jar, not of those that --plugins names.
        ServiceLoader.load(CommandProvider.class, Csgen.class.getClassLoader())
                .forEach(provider -> commands.addAll(provider.commands(terminal)));
        commands.addAll(List.of(
                new DescribeCommand(terminal),
                new ValidateCommand(terminal),
                new HealthCommand(terminal),
                new TokenCommand(terminal),
                new KeysCommand(terminal),
                new CompletionCommand(terminal),
                new HelpCommand(terminal)));
        return commands;
    }

    private static void addHelp(CommandLine command) {
        command.getCommandSpec().mixinStandardHelpOptions(true);
        command.getCommandSpec().version("csgen " + Version.text());
        UsageMessageSpec usage = command.getCommandSpec().usageMessage();
        usage.exitCodeListHeading("%nExit codes:%n");
        usage.exitCodeList(UsageMessageSpec.keyValuesMap(ExitCode.HELP.toArray(String[]::new)));
        usage.sortOptions(false);
        usage.optionListHeading("%nOptions:%n");
    }

    private static int report(Throwable e, boolean verbose, Terminal terminal) {
        boolean isPlain = e instanceof ConfigException || e instanceof IOException;
        terminal.err().println(isPlain ? e.getMessage() : FailureText.of(e));
        if (verbose) {
            e.printStackTrace(terminal.err());
        }
        return e instanceof ConfigException ? ExitCode.WRONG_INPUT : ExitCode.NOT_DELIVERED;
    }
}
