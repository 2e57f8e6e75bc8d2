package io.csgen.aws;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.budgets.CfnBudget;
import software.amazon.awscdk.services.budgets.CfnBudget.BudgetDataProperty;
import software.amazon.awscdk.services.budgets.CfnBudget.NotificationProperty;
import software.amazon.awscdk.services.budgets.CfnBudget.NotificationWithSubscribersProperty;
import software.amazon.awscdk.services.budgets.CfnBudget.SpendProperty;
import software.amazon.awscdk.services.budgets.CfnBudget.SubscriberProperty;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.ComparisonOperator;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.logs.FilterPattern;
import software.amazon.awscdk.services.logs.MetricFilter;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sns.subscriptions.EmailSubscription;
import software.constructs.Construct;

/** Alarms on clicks that fail or stop, on lag, on dead letters and on the bill, told to a topic. */
final class PipelineAlarms extends Construct {
    private static final double BUDGET_PERCENT = 80;
    private static final Duration PERIOD = Duration.minutes(5);

    private final Topic topic;

    PipelineAlarms(
            Construct scope,
            PipelineSettings settings,
            ClickStreams streams,
            EventFunction function,
            EventLake lake,
            StoreService service) {
        super(scope, "Alarms");
        topic = Topic.Builder.create(this, "Topic").enforceSsl(true).build();
        settings.alarmEmail().ifPresent(address -> topic.addSubscription(new EmailSubscription(address)));
        // A policy of its own takes the place of the one that lets CloudWatch in.
        topic.addToResourcePolicy(PolicyStatement.Builder.create()
                .actions(List.of("sns:Publish"))
                .principals(List.of(
                        new ServicePrincipal("cloudwatch.amazonaws.com"),
                        new ServicePrincipal("budgets.amazonaws.com")))
                .resources(List.of(topic.getTopicArn()))
                .conditions(Map.of(
                        "StringEquals",
                        Map.of("aws:SourceAccount", Stack.of(this).getAccount())))
                .build());
        MetricOptions sum = options("Sum");
        MetricOptions max = options("Maximum");
        above("FailedClicks", streams.clicks().metricPutRecordsFailedRecords(sum), 0, 1, "Kinesis did not take clicks");
        above(
                "ThrottledClicks",
                streams.clicks().metricPutRecordsThrottledRecords(sum),
                0,
                3,
                "the stream of clicks has been throttled for a quarter of an hour");
        above("ServerErrors", serverErrors(settings.name(), service), 0, 1, "the server has logged an error");
        stopped("NoClicks", streams.clicks().metricIncomingRecords(sum));
        above(
                "FunctionErrors",
                function.function().metricErrors(sum),
                0,
                1,
                "the function that turns clicks into events has failed");
        above(
                "FunctionLag",
                function.function().metric("IteratorAge", max),
                Duration.minutes(5).toMilliseconds().doubleValue(),
                1,
                "clicks wait for more than five minutes for the function");
        above(
                "DeliveryLag",
                lake.delivery().age(PERIOD),
                Duration.minutes(30).toSeconds().doubleValue(),
                1,
                "events wait for more than half an hour for their delivery");
        above("DeadLetters", streams.deadLetters().metricIncomingRecords(sum), 0, 1, "records were no clicks");
        budget(settings);
    }

    private static MetricOptions options(String statistic) {
        return MetricOptions.builder().statistic(statistic).period(PERIOD).build();
    }

    private Metric serverErrors(String name, StoreService service) {
        MetricFilter filter = MetricFilter.Builder.create(this, "ServerErrorLines")
                .logGroup(service.logs())
                .filterPattern(FilterPattern.stringValue("$.level", "=", "ERROR"))
                .metricNamespace(name)
                .metricName("server-errors")
                .metricValue("1")
                .build();
        return filter.metric(options("Sum"));
    }

    private void above(String id, Metric metric, double threshold, int periods, String what) {
        alarm(
                Alarm.Builder.create(this, id)
                        .comparisonOperator(ComparisonOperator.GREATER_THAN_THRESHOLD)
                        .treatMissingData(TreatMissingData.NOT_BREACHING),
                metric,
                threshold,
                periods,
                what);
    }

    private void stopped(String id, Metric metric) {
        alarm(
                Alarm.Builder.create(this, id)
                        .comparisonOperator(ComparisonOperator.LESS_THAN_THRESHOLD)
                        .treatMissingData(TreatMissingData.BREACHING),
                metric,
                1,
                3,
                "no click has come for a quarter of an hour");
    }

    private void alarm(Alarm.Builder builder, Metric metric, double threshold, int periods, String what) {
        Alarm alarm = builder.metric(metric)
                .threshold(threshold)
                .evaluationPeriods(periods)
                .alarmDescription(what)
                .build();
        alarm.addAlarmAction(new SnsAction(topic));
    }

    private void budget(PipelineSettings settings) {
        CfnBudget.Builder.create(this, "Budget")
                .budget(BudgetDataProperty.builder()
                        .budgetName(settings.name())
                        .budgetType("COST")
                        .timeUnit("MONTHLY")
                        .budgetLimit(SpendProperty.builder()
                                .amount(settings.monthlyBudget())
                                .unit("USD")
                                .build())
                        .costFilters(Map.of("TagKeyValue", List.of("user:application$" + settings.name())))
                        .build())
                .notificationsWithSubscribers(List.of(NotificationWithSubscribersProperty.builder()
                        .notification(NotificationProperty.builder()
                                .notificationType("ACTUAL")
                                .comparisonOperator("GREATER_THAN")
                                .threshold(BUDGET_PERCENT)
                                .thresholdType("PERCENTAGE")
                                .build())
                        .subscribers(List.of(SubscriberProperty.builder()
                                .subscriptionType("SNS")
                                .address(topic.getTopicArn())
                                .build()))
                        .build()))
                .build();
    }
}
