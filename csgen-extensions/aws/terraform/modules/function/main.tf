variable "name" {
  type = string
}

variable "program_jar" {
  type = string
}

variable "environment" {
  type = map(string)
}

variable "clicks_stream" {
  type = object({ name = string, arn = string })
}

variable "events_stream" {
  type = object({ name = string, arn = string })
}

variable "dead_letters_stream" {
  type = object({ name = string, arn = string })
}

resource "aws_cloudwatch_log_group" "logs" {
  name              = "/csgen/${var.name}/function"
  retention_in_days = 14
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "permissions" {
  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.logs.arn}:*"]
  }

  # What an event source mapping needs of its stream, as the developer guide of AWS Lambda lists it.
  statement {
    actions = [
      "kinesis:DescribeStream",
      "kinesis:DescribeStreamSummary",
      "kinesis:GetRecords",
      "kinesis:GetShardIterator",
      "kinesis:ListShards",
    ]
    resources = [var.clicks_stream.arn]
  }

  statement {
    actions   = ["kinesis:PutRecords"]
    resources = [var.events_stream.arn, var.dead_letters_stream.arn]
  }
}

resource "aws_iam_role" "function" {
  name_prefix        = "${var.name}-function-"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "function" {
  role   = aws_iam_role.function.id
  policy = data.aws_iam_policy_document.permissions.json
}

resource "aws_lambda_function" "function" {
  function_name    = "${var.name}-events"
  description      = "turns clicks into events"
  role             = aws_iam_role.function.arn
  runtime          = "java21"
  architectures    = ["arm64"]
  handler          = "io.csgen.examples.lambda.ClickEventsLambda"
  filename         = var.program_jar
  source_code_hash = filebase64sha256(var.program_jar)
  memory_size      = 1024
  timeout          = 60

  environment {
    variables = merge(var.environment, {
      CSGEN_EVENTS_STREAM       = var.events_stream.name
      CSGEN_DEAD_LETTERS_STREAM = var.dead_letters_stream.name
      # What Firehose puts into one object is lines only if each record is one.
      CSGEN_EVENTS_DELIMITER = "newline"
    })
  }

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.logs.name
  }

  depends_on = [aws_iam_role_policy.function]
}

resource "aws_lambda_event_source_mapping" "clicks" {
  function_name                      = aws_lambda_function.function.arn
  event_source_arn                   = var.clicks_stream.arn
  starting_position                  = "TRIM_HORIZON"
  batch_size                         = 1000
  maximum_batching_window_in_seconds = 1
  function_response_types            = ["ReportBatchItemFailures"]

  depends_on = [aws_iam_role_policy.function]
}

output "name" {
  value = aws_lambda_function.function.function_name
}
