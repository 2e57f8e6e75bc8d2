package io.csgen.aws;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.CfnResourceProps;
import software.amazon.awscdk.Stack;
import software.constructs.Construct;

/**
 * Sessions by day and the funnel in Amazon QuickSight, for one of its users: a data source, a data set for each view, and
 * an analysis. QuickSight itself, with its permission to read the bucket, has to be there already.
 */
final class QuickSightAnalysis extends Construct {
    private static final String ANALYSIS = "analysis.json";

    private static final List<String> SOURCE_ACTIONS = List.of(
            "quicksight:DescribeDataSource",
            "quicksight:DescribeDataSourcePermissions",
            "quicksight:PassDataSource",
            "quicksight:UpdateDataSource",
            "quicksight:DeleteDataSource",
            "quicksight:UpdateDataSourcePermissions");

    private static final List<String> DATA_SET_ACTIONS = List.of(
            "quicksight:DescribeDataSet",
            "quicksight:DescribeDataSetPermissions",
            "quicksight:PassDataSet",
            "quicksight:DescribeIngestion",
            "quicksight:ListIngestions",
            "quicksight:UpdateDataSet",
            "quicksight:DeleteDataSet",
            "quicksight:CreateIngestion",
            "quicksight:CancelIngestion",
            "quicksight:UpdateDataSetPermissions");

    private static final List<String> ANALYSIS_ACTIONS = List.of(
            "quicksight:RestoreAnalysis",
            "quicksight:UpdateAnalysisPermissions",
            "quicksight:DeleteAnalysis",
            "quicksight:DescribeAnalysisPermissions",
            "quicksight:QueryAnalysis",
            "quicksight:DescribeAnalysis",
            "quicksight:UpdateAnalysis");

    private final String name;
    private final String user;

    QuickSightAnalysis(Construct scope, String name, String user, EventLake lake) {
        super(scope, "QuickSight");
        this.name = name;
        this.user = user;
        CfnResource source = resource(
                "DataSource",
                SOURCE_ACTIONS,
                Map.of(
                        "DataSourceId",
                        name,
                        "Type",
                        "ATHENA",
                        "DataSourceParameters",
                        Map.of("AthenaParameters", Map.of("WorkGroup", lake.workGroup()))));
        String daily = dataSet(
                source,
                lake,
                "daily",
                Map.of("day", "DATETIME", "sessions", "INTEGER", "users", "INTEGER", "new_users", "INTEGER"));
        String funnel = dataSet(
                source,
                lake,
                "funnel",
                Map.of("day", "DATETIME", "step", "INTEGER", "name", "STRING", "sessions", "INTEGER"));
        resource(
                "Analysis",
                ANALYSIS_ACTIONS,
                Map.of("AnalysisId", name, "Status", "CREATION_SUCCESSFUL", "Definition", definition(daily, funnel)));
    }

    private CfnResource resource(String kind, List<String> actions, Map<String, Object> more) {
        return resource(kind, kind, name, actions, more);
    }

    private CfnResource resource(String id, String kind, String title, List<String> actions, Map<String, Object> more) {
        Map<String, Object> properties = new LinkedHashMap<>(more);
        properties.put("AwsAccountId", Stack.of(this).getAccount());
        properties.put("Name", title);
        properties.put("Permissions", List.of(Map.of("Principal", user, "Actions", actions)));
        return new CfnResource(
                this,
                id,
                CfnResourceProps.builder()
                        .type("AWS::QuickSight::" + kind)
                        .properties(properties)
                        .build());
    }

    private String dataSet(CfnResource source, EventLake lake, String view, Map<String, String> columns) {
        List<Map<String, String>> inputs = columns.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(column -> Map.of("Name", column.getKey(), "Type", column.getValue()))
                .toList();
        Map<String, Object> table = Map.of(
                "RelationalTable",
                Map.of(
                        "DataSourceArn",
                        source.getAtt("Arn").toString(),
                        "Catalog",
                        "AwsDataCatalog",
                        "Schema",
                        lake.database(),
                        "Name",
                        view,
                        "InputColumns",
                        inputs));
        CfnResource dataSet = resource(
                "DataSet-" + view,
                "DataSet",
                name + " " + view,
                DATA_SET_ACTIONS,
                Map.of(
                        "DataSetId",
                        name + "-" + view,
                        "ImportMode",
                        "DIRECT_QUERY",
                        "PhysicalTableMap",
                        Map.of(view, table)));
        return dataSet.getAtt("Arn").toString();
    }

    private static Object definition(String daily, String funnel) {
        try (InputStream resource = Objects.requireNonNull(
                QuickSightAnalysis.class.getResourceAsStream(ANALYSIS), "resource must be there: " + ANALYSIS)) {
            String text = new String(resource.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("${daily}", daily)
                    .replace("${funnel}", funnel);
            return new ObjectMapper().readValue(text, Map.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
