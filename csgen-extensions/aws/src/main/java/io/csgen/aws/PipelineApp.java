package io.csgen.aws;

import io.csgen.config.ConfigException;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.App;

/**
 * Makes the CloudFormation template of the pipeline, for the command {@code cdk}. Settings come from the context of the
 * application, such as {@code cdk deploy -c clicks-per-second=5 -c alarm-email=me@example.com}.
 */
public final class PipelineApp {
    private static final int WRONG_INPUT = 2;

    private PipelineApp() {}

    /** Writes the template, or says what is wrong with the settings and ends the process with exit code 2. */
    public static void main(String[] args) {
        App app = new App();
        try {
            PipelineSettings settings = PipelineSettings.of(texts(app.getNode().getAllContext()));
            new PipelineStack(app, settings);
        } catch (ConfigException e) {
            System.err.println(e.getMessage());
            System.exit(WRONG_INPUT);
        }
        app.synth();
    }

    /** The CDK has switches of its own in the context; their names have a colon or an at sign. */
    private static Map<String, String> texts(Object context) {
        Map<String, String> texts = new TreeMap<>();
        if (context instanceof Map<?, ?> entries) {
            entries.forEach((name, value) -> {
                String key = String.valueOf(name);
                if (!key.contains(":") && !key.contains("@")) {
                    texts.put(key, String.valueOf(value));
                }
            });
        }
        return texts;
    }
}
