package com.example.modular;

import io.csgen.config.Settings;
import io.csgen.model.ShopModel;
import io.csgen.run.ClickRun;
import io.csgen.run.RunReport;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.ClickSink;
import io.csgen.sink.SinkProvider.SinkSettings;
import io.csgen.sink.SinkProvider;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Runs a hundred sessions into the memory sink, which it finds by its name. */
public final class Program {
    private Program() {}

    public static void main(String[] args) throws InterruptedException {
        ShopModel model = ShopModel.classic();
        ClickGenerator clicks = ClickGenerator.of(model, 7, Instant.parse("2026-01-05T00:00:00Z")).sessions(100);
        SinkSettings settings = new SinkSettings(Settings.of(Map.of(), "program"), model::encoder);
        List<String> sinks = SinkProvider.all().stream().map(SinkProvider::name).sorted().toList();
        try (ClickSink sink = SinkProvider.named("memory").open(settings)) {
            RunReport report = ClickRun.of(clicks, sink).start().await();
            System.out.println(Program.class.getModule().getName() + ": sinks " + sinks + ", sessions "
                    + report.sessions() + ", in flight " + report.inFlight());
        }
    }
}
