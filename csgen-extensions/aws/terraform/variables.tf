variable "name" {
  description = "Name of the pipeline, and the beginning of the names of what is in it."
  type        = string
  default     = "csgen"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,31}$", var.name))
    error_message = "name must be 1 to 32 lower-case letters, digits and hyphens that begin with a letter."
  }
}

variable "settings" {
  description = "Settings of csgen, such as { clicks-per-second = \"5\" }; csgen keys lists all."
  type        = map(string)
  default     = {}
}

variable "program_jar" {
  description = "The jar that the function runs, as mvn package makes it."
  type        = string
  default     = "../../../csgen-examples/target/csgen.jar"
}

variable "image" {
  description = "The image that the server runs, in a registry that this account can read, such as one of Amazon ECR."
  type        = string
}

variable "cpu_architecture" {
  description = "What the image was made for: X86_64 or ARM64."
  type        = string
  default     = "X86_64"

  validation {
    condition     = contains(["X86_64", "ARM64"], var.cpu_architecture)
    error_message = "cpu_architecture must be X86_64 or ARM64."
  }
}

variable "alarm_email" {
  description = "Who is told of alarms; nobody by default."
  type        = string
  default     = null
}

variable "monthly_budget" {
  description = "US dollars a month; there is an alarm at 80 % of it."
  type        = number
  default     = 150
}

variable "allow_from" {
  description = "Block of IPv4 addresses that may reach the server on port 3000, beside its token; nobody by default."
  type        = string
  default     = null
}
