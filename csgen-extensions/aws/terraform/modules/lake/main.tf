variable "name" {
  type = string
}

variable "events_stream" {
  type = object({ name = string, arn = string })
}

variable "dead_letters_stream" {
  type = object({ name = string, arn = string })
}

locals {
  database = replace(var.name, "-", "_")
}

resource "aws_s3_bucket" "lake" {
  bucket_prefix = "${var.name}-lake-"
  force_destroy = true
}

resource "aws_s3_bucket_public_access_block" "lake" {
  bucket                  = aws_s3_bucket.lake.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "lake" {
  bucket = aws_s3_bucket.lake.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

data "aws_iam_policy_document" "tls_only" {
  statement {
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.lake.arn, "${aws_s3_bucket.lake.arn}/*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "lake" {
  bucket = aws_s3_bucket.lake.id
  policy = data.aws_iam_policy_document.tls_only.json
}

resource "aws_s3_bucket_lifecycle_configuration" "lake" {
  bucket = aws_s3_bucket.lake.id

  rule {
    id     = "results"
    status = "Enabled"

    filter {
      prefix = "athena-results/"
    }

    expiration {
      days = 7
    }
  }

  rule {
    id     = "uploads"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
}

module "events" {
  source      = "../delivery"
  name        = "${var.name}-events"
  stream_arn  = var.events_stream.arn
  bucket_arn  = aws_s3_bucket.lake.arn
  prefix      = "events/dt=!{partitionKeyFromQuery:dt}/hour=!{partitionKeyFromQuery:hour}/"
  errors      = "events"
  partitioned = true
}

module "dead_letters" {
  source      = "../delivery"
  name        = "${var.name}-dead-letters"
  stream_arn  = var.dead_letters_stream.arn
  bucket_arn  = aws_s3_bucket.lake.arn
  prefix      = "dead-letters/dt=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/"
  errors      = "dead-letters"
  partitioned = false
}

resource "aws_glue_catalog_database" "lake" {
  name        = local.database
  description = "events of the clicks of csgen"
}

resource "aws_glue_catalog_table" "raw_events" {
  name          = "raw_events"
  database_name = aws_glue_catalog_database.lake.name
  table_type    = "EXTERNAL_TABLE"

  parameters = {
    "classification"            = "json"
    "projection.enabled"        = "true"
    "projection.dt.type"        = "date"
    "projection.dt.format"      = "yyyy-MM-dd"
    "projection.dt.range"       = "2026-01-01,NOW+1DAY"
    "projection.hour.type"      = "integer"
    "projection.hour.range"     = "0,23"
    "projection.hour.digits"    = "2"
    "storage.location.template" = "s3://${aws_s3_bucket.lake.bucket}/events/dt=$${dt}/hour=$${hour}/"
  }

  partition_keys {
    name = "dt"
    type = "string"
  }

  partition_keys {
    name = "hour"
    type = "string"
  }

  storage_descriptor {
    location      = "s3://${aws_s3_bucket.lake.bucket}/events/"
    input_format  = "org.apache.hadoop.mapred.TextInputFormat"
    output_format = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"

    ser_de_info {
      serialization_library = "org.openx.data.jsonserde.JsonSerDe"
      parameters = {
        "ignore.malformed.json" = "true"
      }
    }

    dynamic "columns" {
      for_each = ["timestamp", "user_id", "session_id", "ordinal", "type", "group_id", "group_name", "product_id", "url", "event_id"]

      content {
        name = columns.value
        type = "string"
      }
    }
  }
}

# Athena keeps a view as a table whose text is what it needs to know, in JSON and Base64.
resource "aws_glue_catalog_table" "views" {
  for_each      = { for view in jsondecode(file("${path.module}/views.json")) : view.name => view }
  name          = each.key
  database_name = aws_glue_catalog_database.lake.name
  table_type    = "VIRTUAL_VIEW"

  parameters = {
    presto_view = "true"
    comment     = "Presto View"
  }

  view_original_text = format("/* Presto View: %s */", base64encode(jsonencode({
    originalSql = each.value.query
    catalog     = "awsdatacatalog"
    schema      = local.database
    columns     = [for column in each.value.columns : { name = column.name, type = column.athena }]
  })))
  view_expanded_text = "/* Presto View */"

  storage_descriptor {
    ser_de_info {}

    dynamic "columns" {
      for_each = each.value.columns

      content {
        name = columns.value.name
        type = columns.value.hive
      }
    }
  }
}

resource "aws_athena_workgroup" "lake" {
  name          = var.name
  force_destroy = true

  configuration {
    enforce_workgroup_configuration    = true
    publish_cloudwatch_metrics_enabled = false
    bytes_scanned_cutoff_per_query     = 10737418240

    result_configuration {
      output_location = "s3://${aws_s3_bucket.lake.bucket}/athena-results/"

      encryption_configuration {
        encryption_option = "SSE_S3"
      }
    }
  }
}

output "bucket" {
  value = aws_s3_bucket.lake.bucket
}

output "work_group" {
  value = aws_athena_workgroup.lake.name
}

output "delivery_name" {
  value = module.events.name
}
