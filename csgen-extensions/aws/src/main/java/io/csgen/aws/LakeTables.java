package io.csgen.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.csgen.click.ClickField;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.glue.CfnDatabase;
import software.amazon.awscdk.services.glue.CfnDatabase.DatabaseInputProperty;
import software.amazon.awscdk.services.glue.CfnTable;
import software.amazon.awscdk.services.glue.CfnTable.ColumnProperty;
import software.amazon.awscdk.services.glue.CfnTable.SerdeInfoProperty;
import software.amazon.awscdk.services.glue.CfnTable.StorageDescriptorProperty;
import software.amazon.awscdk.services.glue.CfnTable.TableInputProperty;
import software.amazon.awscdk.services.s3.IBucket;
import software.constructs.Construct;

/** The table over the delivered events and the views on it, in the Glue Data Catalog. */
final class LakeTables extends Construct {
    /** All as they are in the lines; the views give them their types. */
    private static final List<String> COLUMNS = Stream.concat(
                    ClickField.ALL.stream().map(ClickField::wireName), Stream.of("event_id"))
            .toList();

    private final String database;

    LakeTables(Construct scope, String name, IBucket bucket) {
        super(scope, "Tables");
        database = name.replace('-', '_');
        String catalog = Stack.of(this).getAccount();
        CfnDatabase glue = CfnDatabase.Builder.create(this, "Database")
                .catalogId(catalog)
                .databaseInput(DatabaseInputProperty.builder()
                        .name(database)
                        .description("events of the clicks of csgen")
                        .build())
                .build();
        CfnTable table = CfnTable.Builder.create(this, "RawEvents")
                .catalogId(catalog)
                .databaseName(database)
                .tableInput(rawEvents(bucket))
                .build();
        table.getNode().addDependency(glue);
        for (ViewDefinition view : ViewDefinition.all()) {
            CfnTable.Builder.create(this, "View-" + view.name())
                    .catalogId(catalog)
                    .databaseName(database)
                    .tableInput(view(view, database))
                    .build()
                    .getNode()
                    .addDependency(table);
        }
    }

    /** Athena keeps a view as a table whose text is what it needs to know, in JSON and Base64. */
    private static TableInputProperty view(ViewDefinition view, String database) {
        Map<String, Object> known = new TreeMap<>(Map.of(
                "originalSql",
                view.query(),
                "catalog",
                "awsdatacatalog",
                "schema",
                database,
                "columns",
                view.columns().stream()
                        .map(column -> Map.of("name", column.name(), "type", column.athena()))
                        .toList()));
        return TableInputProperty.builder()
                .name(view.name())
                .tableType("VIRTUAL_VIEW")
                .parameters(Map.of("presto_view", "true", "comment", "Presto View"))
                .viewOriginalText("/* Presto View: " + base64(known) + " */")
                .viewExpandedText("/* Presto View */")
                .storageDescriptor(StorageDescriptorProperty.builder()
                        .columns(view.columns().stream()
                                .map(column -> column(column.name(), column.hive()))
                                .toList())
                        .serdeInfo(SerdeInfoProperty.builder().build())
                        .build())
                .build();
    }

    private static String base64(Map<String, Object> value) {
        try {
            return Base64.getEncoder().encodeToString(new ObjectMapper().writeValueAsBytes(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a view must be a value in JSON", e);
        }
    }

    private static TableInputProperty rawEvents(IBucket bucket) {
        String location = bucket.s3UrlForObject("events/");
        Map<String, String> projection = new TreeMap<>(Map.of(
                "classification", "json",
                "projection.enabled", "true",
                "projection.dt.type", "date",
                "projection.dt.format", "yyyy-MM-dd",
                "projection.dt.range", "2026-01-01,NOW+1DAY",
                "projection.hour.type", "integer",
                "projection.hour.range", "0,23",
                "projection.hour.digits", "2",
                "storage.location.template", location + "dt=${dt}/hour=${hour}/"));
        return TableInputProperty.builder()
                .name("raw_events")
                .tableType("EXTERNAL_TABLE")
                .parameters(projection)
                .partitionKeys(List.of(column("dt", "string"), column("hour", "string")))
                .storageDescriptor(StorageDescriptorProperty.builder()
                        .location(location)
                        .columns(COLUMNS.stream()
                                .map(name -> column(name, "string"))
                                .toList())
                        .inputFormat("org.apache.hadoop.mapred.TextInputFormat")
                        .outputFormat("org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat")
                        .serdeInfo(SerdeInfoProperty.builder()
                                .serializationLibrary("org.openx.data.jsonserde.JsonSerDe")
                                .parameters(Map.of("ignore.malformed.json", "true"))
                                .build())
                        .build())
                .build();
    }

    private static ColumnProperty column(String name, String type) {
        return ColumnProperty.builder().name(name).type(type).build();
    }

    String database() {
        return database;
    }
}
