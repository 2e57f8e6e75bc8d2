package io.csgen.testing;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Skips the tests of which {@link Needs} says that they need what is not there. */
final class NeedsCondition implements ExecutionCondition {
    /** The system property with a directory of this build, where its processes leave what they have told. */
    static final String TOLD = "csgen.build.told";

    private static final Set<Tool> TOLD_HERE = EnumSet.noneOf(Tool.class);

    private final Map<String, String> environment;
    private final Optional<Path> told;
    private final PrintStream out;

    /** JUnit makes it. */
    NeedsCondition() {
        this(System.getenv(), Optional.ofNullable(System.getProperty(TOLD)).map(Path::of), System.out);
    }

    NeedsCondition(Map<String, String> environment, Optional<Path> told, PrintStream out) {
        this.environment = environment;
        this.told = told;
        this.out = out;
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), Needs.class)
                .map(needs -> evaluate(needs.value()))
                .orElseGet(() -> ConditionEvaluationResult.enabled("needs a JDK and Maven"));
    }

    /**
     * Tells whether a tool is there.
     *
     * @throws IllegalStateException if it is missing where continuous integration runs
     */
    ConditionEvaluationResult evaluate(Tool tool) {
        Optional<String> missing = tool.whyMissing(environment);
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled(tool.description() + " is there");
        }
        if (environment.getOrDefault("CI", "").equals("true")) {
            throw new IllegalStateException(
                    tool.description() + " must be installed where CI is true: " + missing.get());
        }
        String reason = "install " + tool.description() + " to run them: " + missing.get();
        if (isFirstToTell(tool)) {
            out.println("[WARNING] Some tests are skipped; " + reason);
        }
        return ConditionEvaluationResult.disabled("skipped; " + reason);
    }

    /** Several processes run the tests of a build, and one of them tells. */
    private boolean isFirstToTell(Tool tool) {
        if (told.isEmpty()) {
            synchronized (TOLD_HERE) {
                return TOLD_HERE.add(tool);
            }
        }
        try {
            Files.createFile(Files.createDirectories(told.get()).resolve(tool.name()));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
