package io.csgen.examples.cli;

import ch.qos.logback.classic.Level;
import io.csgen.config.Key;
import io.csgen.examples.server.ServeSettings;
import io.csgen.model.ShopModel;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Checks settings without using them. */
@Command(
        name = "validate",
        description = "Checks all settings and prints ok with a summary, or every problem. Opens no sink.")
final class ValidateCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    ValidateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        common.verbosity().setLogLevel(Level.WARN);
        ServeSettings settings =
                Signals.endAtOnceDuring(() -> ServeSettings.read(common.read(Map.of(), terminal.environment())));
        terminal.out()
                .println("ok: " + summary(settings.model()) + ", sink "
                        + settings.sink().name());
        settings.newGenerator().warning().ifPresent(terminal.err()::println);
        return ExitCode.OK;
    }

    /** Returns what the store is like, in a few words. */
    static String summary(ShopModel model) {
        int groups = model.catalog().groups().size();
        return groups + (groups == 1 ? " product group, " : " product groups, ")
                + model.users().count() + (model.users().count() == 1 ? " user, " : " users, ")
                + Key.plain(model.traffic().clicksPerSecond()) + " clicks per second";
    }
}
