locals {
  environment = { for key, value in var.settings : "CSGEN_${upper(replace(key, "-", "_"))}" => value }
}

module "streams" {
  source = "./modules/streams"
  name   = var.name
}

module "function" {
  source              = "./modules/function"
  name                = var.name
  program_jar         = var.program_jar
  environment         = local.environment
  clicks_stream       = module.streams.clicks
  events_stream       = module.streams.events
  dead_letters_stream = module.streams.dead_letters
}

module "lake" {
  source              = "./modules/lake"
  name                = var.name
  events_stream       = module.streams.events
  dead_letters_stream = module.streams.dead_letters
}

module "server" {
  source           = "./modules/server"
  name             = var.name
  image            = var.image
  cpu_architecture = var.cpu_architecture
  environment      = local.environment
  clicks_stream    = module.streams.clicks
  allow_from       = var.allow_from
}

module "alarms" {
  source              = "./modules/alarms"
  name                = var.name
  email               = var.alarm_email
  monthly_budget      = var.monthly_budget
  clicks_stream       = module.streams.clicks
  dead_letters_stream = module.streams.dead_letters
  function_name       = module.function.name
  delivery_name       = module.lake.delivery_name
  server_log_group    = module.server.log_group
}
