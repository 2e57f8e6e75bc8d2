package io.csgen.lake;

import io.csgen.examples.cli.CommandProvider;
import io.csgen.examples.cli.Terminal;
import io.csgen.lake.dashboard.DashboardCommand;
import io.csgen.lake.deliver.DeliverCommand;
import java.util.List;
import java.util.concurrent.Callable;

/** The commands that csgen-lake.jar has beside those of csgen. Has no state. */
public final class LakeCommands implements CommandProvider {
    @Override
    public List<Callable<Integer>> commands(Terminal terminal) {
        return List.of(new DeliverCommand(terminal), new DashboardCommand(terminal));
    }
}
