-- The same table for Trino itself, with hive.partition-projection-enabled=true and hive.ignore-absent-partitions=true.
CREATE TABLE raw_events (
  "timestamp" varchar,
  user_id varchar,
  session_id varchar,
  "ordinal" varchar,
  type varchar,
  group_id varchar,
  group_name varchar,
  product_id varchar,
  url varchar,
  event_id varchar,
  dt varchar WITH (
    partition_projection_type = 'date',
    partition_projection_format = 'yyyy-MM-dd',
    partition_projection_range = ARRAY['{{first-day}}', 'NOW+1DAYS']
  ),
  hour varchar WITH (
    partition_projection_type = 'integer',
    partition_projection_range = ARRAY['0', '23'],
    partition_projection_digits = 2
  )
)
WITH (
  format = 'OPENX_JSON',
  external_location = '{{location}}/events/',
  partitioned_by = ARRAY['dt', 'hour'],
  partition_projection_enabled = true,
  partition_projection_location_template = '{{location}}/events/dt=${dt}/hour=${hour}/',
  extra_properties = MAP(ARRAY['ignore.malformed.json'], ARRAY['true'])
)
