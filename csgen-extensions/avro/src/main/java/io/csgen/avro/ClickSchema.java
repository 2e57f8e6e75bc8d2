package io.csgen.avro;

import io.csgen.click.ClickField;
import io.csgen.click.ClickType;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;

/** The schema of clicks, made from the table of their fields. */
final class ClickSchema {
    private static final String NAMESPACE = "io.csgen";

    private ClickSchema() {}

    /** Returns the schema of clicks with some of the fields. */
    static Schema of(List<ClickField> known) {
        SchemaBuilder.FieldAssembler<Schema> fields = SchemaBuilder.record("Click")
                .namespace(NAMESPACE)
                .doc("One page request of a user.")
                .fields();
        for (ClickField field : known) {
            fields = field == ClickField.PRODUCT_ID
                    ? fields.optionalInt(field.wireName())
                    : fields.name(field.wireName()).type(type(field)).noDefault();
        }
        return fields.endRecord();
    }

    private static Schema type(ClickField field) {
        if (field == ClickField.TIMESTAMP) {
            return LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG));
        }
        if (field == ClickField.TYPE) {
            return Schema.createEnum(
                    "ClickType",
                    "What page was opened.",
                    NAMESPACE,
                    Arrays.stream(ClickType.values()).map(ClickType::wireName).toList());
        }
        return Schema.create(field.isNumber() ? Schema.Type.INT : Schema.Type.STRING);
    }
}
