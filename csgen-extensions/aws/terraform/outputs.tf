output "bucket_name" {
  description = "Where events are, below events/."
  value       = module.lake.bucket
}

output "work_group" {
  description = "The workgroup of Athena to query the database in."
  value       = module.lake.work_group
}

output "clicks_stream" {
  description = "The stream of clicks."
  value       = module.streams.clicks.name
}

output "token_secret" {
  description = "The secret that holds the token of the server."
  value       = module.server.token_secret
}
