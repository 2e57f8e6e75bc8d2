variable "name" {
  type = string
}

variable "image" {
  type = string
}

variable "cpu_architecture" {
  type = string
}

variable "environment" {
  type = map(string)
}

variable "clicks_stream" {
  type = object({ name = string, arn = string })
}

variable "allow_from" {
  type = string
}

data "aws_region" "here" {}

data "aws_availability_zones" "here" {
  state = "available"
}

resource "aws_cloudwatch_log_group" "logs" {
  name              = "/csgen/${var.name}/server"
  retention_in_days = 14
}

resource "random_password" "token" {
  length  = 40
  special = false
}

resource "aws_secretsmanager_secret" "token" {
  name_prefix             = "${var.name}-token-"
  description             = "who knows it may start and stop the server"
  recovery_window_in_days = 0
}

resource "aws_secretsmanager_secret_version" "token" {
  secret_id     = aws_secretsmanager_secret.token.id
  secret_string = random_password.token.result
}

resource "aws_vpc" "network" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_support   = true
  enable_dns_hostnames = true
}

resource "aws_internet_gateway" "out" {
  vpc_id = aws_vpc.network.id
}

resource "aws_subnet" "out" {
  count             = 2
  vpc_id            = aws_vpc.network.id
  cidr_block        = cidrsubnet(aws_vpc.network.cidr_block, 1, count.index)
  availability_zone = data.aws_availability_zones.here.names[count.index]
}

resource "aws_route_table" "out" {
  vpc_id = aws_vpc.network.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.out.id
  }
}

resource "aws_route_table_association" "out" {
  count          = length(aws_subnet.out)
  subnet_id      = aws_subnet.out[count.index].id
  route_table_id = aws_route_table.out.id
}

resource "aws_security_group" "wall" {
  name_prefix = "${var.name}-server-"
  description = "HTTPS out; in only who the settings allow"
  vpc_id      = aws_vpc.network.id
}

resource "aws_vpc_security_group_egress_rule" "https" {
  security_group_id = aws_security_group.wall.id
  description       = "AWS"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_ingress_rule" "allowed" {
  count             = var.allow_from == null ? 0 : 1
  security_group_id = aws_security_group.wall.id
  description       = "as the settings say"
  cidr_ipv4         = var.allow_from
  ip_protocol       = "tcp"
  from_port         = 3000
  to_port           = 3000
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

# What the Kinesis sink asks of its stream.
data "aws_iam_policy_document" "task" {
  statement {
    actions   = ["kinesis:DescribeStreamSummary", "kinesis:ListShards", "kinesis:PutRecords"]
    resources = [var.clicks_stream.arn]
  }
}

data "aws_iam_policy_document" "execution" {
  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.logs.arn}:*"]
  }

  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.token.arn]
  }

  statement {
    actions   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    resources = ["arn:aws:ecr:${data.aws_region.here.name}:*:repository/*"]
  }

  # AWS grants it for no single repository.
  statement {
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }
}

resource "aws_iam_role" "task" {
  name_prefix        = "${var.name}-task-"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "task" {
  role   = aws_iam_role.task.id
  policy = data.aws_iam_policy_document.task.json
}

resource "aws_iam_role" "execution" {
  name_prefix        = "${var.name}-execution-"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "execution" {
  role   = aws_iam_role.execution.id
  policy = data.aws_iam_policy_document.execution.json
}

resource "aws_ecs_cluster" "cluster" {
  name = var.name
}

resource "aws_ecs_task_definition" "server" {
  family                   = "${var.name}-server"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  task_role_arn            = aws_iam_role.task.arn
  execution_role_arn       = aws_iam_role.execution.arn

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.cpu_architecture
  }

  container_definitions = jsonencode([{
    name                   = "server"
    image                  = var.image
    command                = ["serve"]
    essential              = true
    readonlyRootFilesystem = true
    stopTimeout            = 30
    portMappings           = [{ containerPort = 3000, protocol = "tcp" }]
    environment = [for variable, value in merge(
      { CSGEN_FORMAT = "json", CSGEN_AUTOSTART = "true", CSGEN_LOG_FORMAT = "json" },
      var.environment,
      { CSGEN_SINK = "kinesis", CSGEN_URL_KINESIS_STREAM_NAME = var.clicks_stream.name, CSGEN_BIND = "0.0.0.0" },
    ) : { name = variable, value = value }]
    secrets = [{ name = "CSGEN_TOKEN", valueFrom = aws_secretsmanager_secret.token.arn }]
    healthCheck = {
      command     = ["CMD", "java", "-jar", "/opt/csgen/csgen.jar", "health"]
      interval    = 60
      startPeriod = 30
    }
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.logs.name
        awslogs-region        = data.aws_region.here.name
        awslogs-stream-prefix = "server"
      }
    }
  }])

  depends_on = [aws_secretsmanager_secret_version.token]
}

resource "aws_ecs_service" "server" {
  name            = "${var.name}-server"
  cluster         = aws_ecs_cluster.cluster.id
  task_definition = aws_ecs_task_definition.server.arn
  launch_type     = "FARGATE"
  desired_count   = 1

  # A second one would send clicks of its own.
  deployment_minimum_healthy_percent = 0
  deployment_maximum_percent         = 100

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = aws_subnet.out[*].id
    security_groups  = [aws_security_group.wall.id]
    assign_public_ip = true
  }
}

output "log_group" {
  value = aws_cloudwatch_log_group.logs.name
}

output "token_secret" {
  value = aws_secretsmanager_secret.token.name
}
