variable "name" {
  type = string
}

variable "stream_arn" {
  type = string
}

variable "bucket_arn" {
  type = string
}

variable "prefix" {
  type = string
}

variable "errors" {
  type = string
}

variable "partitioned" {
  description = "Whether objects are by the time of the events themselves."
  type        = bool
}

resource "aws_cloudwatch_log_group" "logs" {
  name              = "/csgen/${var.name}/delivery"
  retention_in_days = 14
}

resource "aws_cloudwatch_log_stream" "logs" {
  name           = "delivery"
  log_group_name = aws_cloudwatch_log_group.logs.name
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["firehose.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "permissions" {
  # What Firehose asks of the stream it reads and the bucket it writes, as its developer guide lists it.
  statement {
    actions   = ["kinesis:DescribeStream", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"]
    resources = [var.stream_arn]
  }

  statement {
    actions   = ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"]
    resources = [var.bucket_arn]
  }

  statement {
    actions   = ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"]
    resources = ["${var.bucket_arn}/*"]
  }

  statement {
    actions   = ["logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.logs.arn}:*"]
  }
}

resource "aws_iam_role" "delivery" {
  name_prefix        = "${var.name}-delivery-"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "delivery" {
  role   = aws_iam_role.delivery.id
  policy = data.aws_iam_policy_document.permissions.json
}

resource "aws_kinesis_firehose_delivery_stream" "delivery" {
  name        = var.name
  destination = "extended_s3"

  kinesis_source_configuration {
    kinesis_stream_arn = var.stream_arn
    role_arn           = aws_iam_role.delivery.arn
  }

  extended_s3_configuration {
    role_arn            = aws_iam_role.delivery.arn
    bucket_arn          = var.bucket_arn
    prefix              = var.prefix
    error_output_prefix = "delivery-errors/${var.errors}/!{firehose:error-output-type}/"
    file_extension      = ".json.gz"
    compression_format  = "GZIP"
    buffering_interval  = 300
    buffering_size      = var.partitioned ? 64 : 5

    dynamic_partitioning_configuration {
      enabled = var.partitioned
    }

    processing_configuration {
      enabled = var.partitioned

      dynamic "processors" {
        for_each = var.partitioned ? ["{dt: .timestamp[0:10], hour: .timestamp[11:13]}"] : []

        content {
          type = "MetadataExtraction"

          parameters {
            parameter_name  = "MetadataExtractionQuery"
            parameter_value = processors.value
          }

          parameters {
            parameter_name  = "JsonParsingEngine"
            parameter_value = "JQ-1.6"
          }
        }
      }
    }

    cloudwatch_logging_options {
      enabled         = true
      log_group_name  = aws_cloudwatch_log_group.logs.name
      log_stream_name = aws_cloudwatch_log_stream.logs.name
    }
  }

  depends_on = [aws_iam_role_policy.delivery]
}

output "name" {
  value = aws_kinesis_firehose_delivery_stream.delivery.name
}
