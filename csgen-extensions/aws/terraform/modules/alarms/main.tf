variable "name" {
  type = string
}

variable "email" {
  type = string
}

variable "monthly_budget" {
  type = number
}

variable "clicks_stream" {
  type = object({ name = string, arn = string })
}

variable "dead_letters_stream" {
  type = object({ name = string, arn = string })
}

variable "function_name" {
  type = string
}

variable "delivery_name" {
  type = string
}

variable "server_log_group" {
  type = string
}

locals {
  clicks       = { StreamName = var.clicks_stream.name }
  dead_letters = { StreamName = var.dead_letters_stream.name }

  alarms = {
    failed-clicks = {
      namespace = "AWS/Kinesis", metric = "PutRecords.FailedRecords", dimensions = local.clicks, statistic = "Sum"
      threshold = 0, periods = 1, what = "Kinesis did not take clicks"
    }
    throttled-clicks = {
      namespace = "AWS/Kinesis", metric = "PutRecords.ThrottledRecords", dimensions = local.clicks, statistic = "Sum"
      threshold = 0, periods = 3, what = "the stream of clicks has been throttled for a quarter of an hour"
    }
    server-errors = {
      namespace = var.name, metric = "server-errors", dimensions = {}, statistic = "Sum"
      threshold = 0, periods = 1, what = "the server has logged an error"
    }
    function-errors = {
      namespace = "AWS/Lambda", metric = "Errors", dimensions = { FunctionName = var.function_name }, statistic = "Sum"
      threshold = 0, periods = 1, what = "the function that turns clicks into events has failed"
    }
    function-lag = {
      namespace = "AWS/Lambda", metric = "IteratorAge", dimensions = { FunctionName = var.function_name }, statistic = "Maximum"
      threshold = 300000, periods = 1, what = "clicks wait for more than five minutes for the function"
    }
    delivery-lag = {
      namespace = "AWS/Firehose", metric = "DeliveryToS3.DataFreshness", dimensions = { DeliveryStreamName = var.delivery_name }, statistic = "Maximum"
      threshold = 1800, periods = 1, what = "events wait for more than half an hour for their delivery"
    }
    dead-letters = {
      namespace = "AWS/Kinesis", metric = "IncomingRecords", dimensions = local.dead_letters, statistic = "Sum"
      threshold = 0, periods = 1, what = "records were no clicks"
    }
  }
}

data "aws_caller_identity" "me" {}

resource "aws_sns_topic" "alarms" {
  name = "${var.name}-alarms"
}

data "aws_iam_policy_document" "publish" {
  statement {
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.alarms.arn]

    principals {
      type        = "Service"
      identifiers = ["budgets.amazonaws.com", "cloudwatch.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.me.account_id]
    }
  }
}

resource "aws_sns_topic_policy" "alarms" {
  arn    = aws_sns_topic.alarms.arn
  policy = data.aws_iam_policy_document.publish.json
}

resource "aws_sns_topic_subscription" "email" {
  count     = var.email == null ? 0 : 1
  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = var.email
}

resource "aws_cloudwatch_log_metric_filter" "server_errors" {
  name           = "${var.name}-server-errors"
  log_group_name = var.server_log_group
  pattern        = "{ $.level = \"ERROR\" }"

  metric_transformation {
    namespace = var.name
    name      = "server-errors"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "above" {
  for_each            = local.alarms
  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.what
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  period              = 300
  evaluation_periods  = each.value.periods
  threshold           = each.value.threshold
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_metric_alarm" "no_clicks" {
  alarm_name          = "${var.name}-no-clicks"
  alarm_description   = "no click has come for a quarter of an hour"
  namespace           = "AWS/Kinesis"
  metric_name         = "IncomingRecords"
  dimensions          = local.clicks
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 3
  threshold           = 1
  comparison_operator = "LessThanThreshold"
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
}

resource "aws_budgets_budget" "monthly" {
  name         = var.name
  budget_type  = "COST"
  limit_amount = tostring(var.monthly_budget)
  limit_unit   = "USD"
  time_unit    = "MONTHLY"

  cost_filter {
    name   = "TagKeyValue"
    values = [format("user:application$%s", var.name)]
  }

  notification {
    comparison_operator       = "GREATER_THAN"
    threshold                 = 80
    threshold_type            = "PERCENTAGE"
    notification_type         = "ACTUAL"
    subscriber_sns_topic_arns = [aws_sns_topic.alarms.arn]
  }
}
