package io.csgen.fault;

import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickField;
import io.csgen.click.ClickFormat;
import io.csgen.config.Key;
import io.csgen.internal.RandomStream;
import java.util.List;
import java.util.Optional;

/** The line lacks a field. Immutable. */
final class MissingFieldFault extends Fault {
    MissingFieldFault() {
        super("missing_field", "field", "share of clicks that lack a field");
    }

    @Override
    public boolean isWritten() {
        return true;
    }

    @Override
    List<Key<?>> moreKeys() {
        return List.of(Faults.MISSING_FIELDS);
    }

    /** Returns the fields that can be missing from clicks in a format. */
    static List<ClickField> fields(Faults faults, Optional<ClickFormat> format) {
        List<String> wanted = faults.missingFields();
        return format.flatMap(ClickFormat::damage).map(ClickFormat.Damage::removable).orElse(List.of()).stream()
                .filter(field -> wanted.isEmpty() || wanted.contains(field.wireName()))
                .toList();
    }

    @Override
    boolean shows(Faults faults, Optional<ClickFormat> format) {
        return !fields(faults, format).isEmpty();
    }

    @Override
    boolean shows(Draw draw) {
        return count(draw) > 0;
    }

    /** Returns how many of the fields the click has. */
    private static int count(Draw draw) {
        int count = 0;
        for (ClickField field : draw.plan().removable()) {
            count += field.isIn(draw.click()) ? 1 : 0;
        }
        return count;
    }

    @Override
    String detail(Draw draw) {
        return field(draw).wireName();
    }

    static ClickField field(Draw draw) {
        int chosen = RandomStream.below(draw.random().next(), count(draw));
        for (ClickField field : draw.plan().removable()) {
            if (field.isIn(draw.click()) && chosen-- == 0) {
                return field;
            }
        }
        throw new AssertionError("one of them is chosen");
    }

    @Override
    int write(Draw draw, ClickEncoder encoder, byte[] text, int from) {
        int to = encoder.encode(draw.click(), text, from);
        return draw.plan().damage().remove(field(draw), text, from, to);
    }

    @Override
    void expect(Draw draw, FaultPlan.Expectations check) {
        check.written(draw.click());
    }
}
