variable "name" {
  type = string
}

resource "aws_kinesis_stream" "clicks" {
  name             = "${var.name}-clicks"
  retention_period = 24
  encryption_type  = "KMS"
  kms_key_id       = "alias/aws/kinesis"

  stream_mode_details {
    stream_mode = "ON_DEMAND"
  }
}

resource "aws_kinesis_stream" "events" {
  name             = "${var.name}-events"
  retention_period = 24
  encryption_type  = "KMS"
  kms_key_id       = "alias/aws/kinesis"

  stream_mode_details {
    stream_mode = "ON_DEMAND"
  }
}

resource "aws_kinesis_stream" "dead_letters" {
  name             = "${var.name}-dead-letters"
  retention_period = 24
  encryption_type  = "KMS"
  kms_key_id       = "alias/aws/kinesis"

  stream_mode_details {
    stream_mode = "ON_DEMAND"
  }
}

output "clicks" {
  value = {
    name = aws_kinesis_stream.clicks.name
    arn  = aws_kinesis_stream.clicks.arn
  }
}

output "events" {
  value = {
    name = aws_kinesis_stream.events.name
    arn  = aws_kinesis_stream.events.arn
  }
}

output "dead_letters" {
  value = {
    name = aws_kinesis_stream.dead_letters.name
    arn  = aws_kinesis_stream.dead_letters.arn
  }
}
