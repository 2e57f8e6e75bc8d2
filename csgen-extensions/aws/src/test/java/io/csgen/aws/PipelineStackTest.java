package io.csgen.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.csgen.click.ClickField;
import io.csgen.examples.job.ProgramSettings;
import io.csgen.examples.server.ServeSettings;
import io.csgen.lake.sql.LakeView;
import io.csgen.model.ShopModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class PipelineStackTest {
    private static final String STREAM = "AWS::Kinesis::Stream";
    private static final String LOG_GROUP = "AWS::Logs::LogGroup";
    private static final String SECURITY_GROUP = "AWS::EC2::SecurityGroup";
    private static final String ALARM = "AWS::CloudWatch::Alarm";

    @TempDir
    private static Path directory;

    private static Template template;

    @BeforeAll
    static void synthesize() {
        template = Template.of(directory, Map.of("clicks-per-second", "5", "preset", "reference"));
    }

    @Test
    void streamsGrowWithTheLoadAndAreEncrypted() {
        assertThat(template.all(STREAM)).hasSize(3).allSatisfy(stream -> {
            JsonNode properties = stream.path("Properties");
            assertThat(properties.at("/StreamModeDetails/StreamMode").asText()).isEqualTo("ON_DEMAND");
            assertThat(properties.at("/StreamEncryption/EncryptionType").asText())
                    .isEqualTo("KMS");
        });
    }

    @Test
    void theBucketIsPrivateEncryptedAndForTlsOnly() {
        JsonNode bucket = template.one("AWS::S3::Bucket", "LakeBucket");
        JsonNode access = bucket.path("PublicAccessBlockConfiguration");

        assertThat(List.of("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"))
                .allSatisfy(name -> assertThat(access.path(name).asBoolean()).isTrue());
        assertThat(bucket.path("BucketEncryption").toString()).contains("AES256");
        assertThat(template.one("AWS::S3::BucketPolicy", "LakeBucketPolicy").toString())
                .contains("\"Condition\":{\"Bool\":{\"aws:SecureTransport\":\"false\"}},\"Effect\":\"Deny\"");
    }

    @Test
    void nothingIsLeftWhenTheStackIsDeleted() {
        assertThat(template.resources())
                .noneMatch(entry -> List.of("Retain", "Snapshot", "RetainExceptOnCreate")
                        .contains(entry.getValue().path("DeletionPolicy").asText()));
        assertThat(template.all("Custom::S3AutoDeleteObjects")).hasSize(1);
        assertThat(template.one("AWS::Athena::WorkGroup", "LakeWorkGroup")
                        .path("RecursiveDeleteOption")
                        .asBoolean())
                .isTrue();
        // What a function or a task logs to a group that no stack has would stay.
        assertThat(template.all("AWS::Lambda::Function"))
                .allSatisfy(function -> assertThat(function.at("/Properties/LoggingConfig/LogGroup/Ref")
                                .asText())
                        .isNotEmpty());
    }

    @Test
    void everyLogIsKeptForTwoWeeks() {
        assertThat(template.all(LOG_GROUP))
                .hasSizeGreaterThanOrEqualTo(4)
                .allSatisfy(group -> assertThat(
                                group.at("/Properties/RetentionInDays").asInt())
                        .isEqualTo(14));
    }

    @Test
    void nobodyReachesTheServerUnlessTheSettingsSayWho() {
        assertThat(template.all(SECURITY_GROUP)).hasSize(1).allSatisfy(group -> {
            assertThat(group.at("/Properties/SecurityGroupIngress").isMissingNode())
                    .isTrue();
            assertThat(group.at("/Properties/SecurityGroupEgress").toString())
                    .contains("\"FromPort\":443")
                    .contains("\"ToPort\":443");
        });
        assertThat(template.all("AWS::EC2::SecurityGroupIngress")).isEmpty();
        assertThat(template.all("AWS::ElasticLoadBalancingV2::LoadBalancer")).isEmpty();

        Template allowing = Template.of(directory, Map.of("allow-from", "10.1.0.0/16"));

        JsonNode rules = allowing.one(SECURITY_GROUP, "ServerWall").path("SecurityGroupIngress");
        assertThat(rules).hasSize(1);
        assertThat(rules.get(0).path("CidrIp").asText()).isEqualTo("10.1.0.0/16");
        assertThat(rules.get(0).path("FromPort").asInt()).isEqualTo(3000);
        assertThat(rules.get(0).path("ToPort").asInt()).isEqualTo(3000);
    }

    @Test
    void theTaskTakesItsTokenFromASecretAndCannotWriteItsDisk() {
        JsonNode container = template.one("AWS::ECS::TaskDefinition", "ServerTask")
                .path("ContainerDefinitions")
                .get(0);

        assertThat(container.path("ReadonlyRootFilesystem").asBoolean()).isTrue();
        assertThat(container.path("Secrets").toString())
                .isEqualTo("[{\"Name\":\"CSGEN_TOKEN\",\"ValueFrom\":{\"Ref\":\""
                        + template.id("AWS::SecretsManager::Secret", "ServerToken") + "\"}}]");
        assertThat(container.at("/HealthCheck/Command").toString()).contains("health");
        assertThat(container.path("Image").toString()).contains("cdk-hnb659fds-container-assets");
        assertThat(container.path("StopTimeout").asInt()).isEqualTo(30);
    }

    @Test
    void theServerTakesTheSettingsThatTheTaskGivesIt() {
        JsonNode container = template.one("AWS::ECS::TaskDefinition", "ServerTask")
                .path("ContainerDefinitions")
                .get(0);
        Map<String, String> environment = new HashMap<>();
        environment.put("CSGEN_TOKEN", "0123456789abcdef");
        environment.put("CSGEN_KINESIS_REGION", "eu-west-1"); // a task has AWS_REGION, which is not read from here
        container
                .path("Environment")
                .forEach(variable -> environment.put(
                        variable.path("Name").asText(),
                        variable.path("Value").isTextual()
                                ? variable.path("Value").asText()
                                : variable.at("/Value/Ref").asText()));

        ServeSettings settings = ServeSettings.read(ProgramSettings.read(environment));

        assertThat(settings.sink().name()).isEqualTo("kinesis");
        assertThat(settings.autostart()).isTrue();
        assertThat(settings.address().getAddress().isAnyLocalAddress()).isTrue();
        assertThat(settings.model())
                .isEqualTo(ShopModel.preset(ShopModel.Preset.REFERENCE).with("clicks-per-second", "5"));
    }

    @Test
    void theFunctionKnowsTheStoreOfTheServer() {
        JsonNode function = template.one("AWS::Lambda::Function", "Function");
        Map<String, String> environment = new HashMap<>();
        function.at("/Environment/Variables")
                .properties()
                .forEach(variable -> environment.put(
                        variable.getKey(),
                        variable.getValue().isTextual()
                                ? variable.getValue().asText()
                                : variable.getValue().path("Ref").asText()));

        assertThat(ShopModel.read(ProgramSettings.read(environment)))
                .contains(ShopModel.preset(ShopModel.Preset.REFERENCE).with("clicks-per-second", "5"));
        assertThat(environment.get("CSGEN_EVENTS_STREAM")).isEqualTo(template.id(STREAM, "StreamsEvents"));
        assertThat(environment.get("CSGEN_DEAD_LETTERS_STREAM")).isEqualTo(template.id(STREAM, "StreamsDeadLetters"));
        assertThat(environment.get("CSGEN_EVENTS_DELIMITER")).isEqualTo("newline");
        assertThat(function.path("Handler").asText())
                .isEqualTo(io.csgen.examples.lambda.ClickEventsLambda.class.getName());
    }

    @Test
    void aBatchThatFailsInPartComesAgainFromThere() {
        JsonNode mapping = template.one("AWS::Lambda::EventSourceMapping", "FunctionClicks");

        assertThat(Template.texts(mapping.path("FunctionResponseTypes"))).containsExactly("ReportBatchItemFailures");
        assertThat(mapping.path("StartingPosition").asText()).isEqualTo("TRIM_HORIZON");
        assertThat(mapping.path("MaximumRetryAttempts").isMissingNode()).isTrue(); // for as long as the stream has it
    }

    @Test
    void eventsAreDeliveredByTheirOwnTime() {
        JsonNode s3 = template.one("AWS::KinesisFirehose::DeliveryStream", "LakeEvents")
                .path("ExtendedS3DestinationConfiguration");

        assertThat(s3.path("Prefix").asText())
                .isEqualTo("events/dt=!{partitionKeyFromQuery:dt}/hour=!{partitionKeyFromQuery:hour}/");
        assertThat(s3.at("/DynamicPartitioningConfiguration/Enabled").asBoolean())
                .isTrue();
        assertThat(s3.at("/ProcessingConfiguration/Processors").toString())
                .contains("{dt: .timestamp[0:10], hour: .timestamp[11:13]}")
                .doesNotContain("AppendDelimiterToRecord"); // the function ends each event with a line feed
        assertThat(s3.path("CompressionFormat").asText()).isEqualTo("GZIP");
    }

    @Test
    void theTableHasAColumnForEachFieldAndFindsPartitionsByItself() {
        JsonNode table = template.one("AWS::Glue::Table", "LakeTablesRawEvents").path("TableInput");
        List<String> columns = Template.stream(
                        table.at("/StorageDescriptor/Columns").elements())
                .map(column -> column.path("Name").asText())
                .toList();

        assertThat(columns)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(ClickField.ALL.stream().map(ClickField::wireName), Stream.of("event_id"))
                                .toList());
        assertThat(table.at("/Parameters/projection.enabled").asText()).isEqualTo("true");
        assertThat(table.at("/Parameters/storage.location.template").toString())
                .contains("/events/dt=${dt}/hour=${hour}/");
    }

    @Test
    void theCatalogHasEveryViewAsAthenaKeepsIt() throws IOException {
        for (LakeView view : LakeView.values()) {
            JsonNode table = template.one(
                            "AWS::Glue::Table",
                            "LakeTablesView" + view.toString().replace("_", ""))
                    .path("TableInput");
            String text = table.path("ViewOriginalText").asText();
            JsonNode kept = new ObjectMapper()
                    .readTree(Base64.getDecoder()
                            .decode(text.replace("/* Presto View: ", "").replace(" */", "")));

            assertThat(table.path("Name").asText()).isEqualTo(view.toString());
            assertThat(table.path("TableType").asText()).isEqualTo("VIRTUAL_VIEW");
            assertThat(table.at("/Parameters/presto_view").asText()).isEqualTo("true");
            assertThat(view.sql().strip()).endsWith(kept.path("originalSql").asText());
            assertThat(kept.path("originalSql").asText()).startsWith("SELECT");
            assertThat(kept.path("schema").asText()).isEqualTo("csgen");
            assertThat(kept.path("columns").findValuesAsText("name"))
                    .isNotEmpty()
                    .isEqualTo(table.at("/StorageDescriptor/Columns").findValuesAsText("Name"));
        }
    }

    @Test
    void everyAlarmTellsTheTopic() {
        String topic = template.id("AWS::SNS::Topic", "AlarmsTopic");

        assertThat(template.all(ALARM)).hasSize(8).allSatisfy(alarm -> {
            assertThat(alarm.at("/Properties/AlarmActions").toString()).isEqualTo("[{\"Ref\":\"" + topic + "\"}]");
            assertThat(alarm.at("/Properties/AlarmDescription").asText()).isNotBlank();
        });
        assertThat(template.one("AWS::Budgets::Budget", "AlarmsBudget").toString())
                .contains("\"Amount\":150")
                .contains("{\"Ref\":\"" + topic + "\"}");
        assertThat(template.all("AWS::SNS::Subscription")).isEmpty();

        Template told = Template.of(directory, Map.of("alarm-email", "me@example.com"));

        assertThat(told.all("AWS::SNS::Subscription")).hasSize(1);
    }
}
