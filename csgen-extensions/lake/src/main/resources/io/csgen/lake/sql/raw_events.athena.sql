-- The lines of the lake. All values are text, so that a wrong one spoils no query, and get types in the views.
-- Partitions are computed and need no crawler.
CREATE EXTERNAL TABLE raw_events (
  `timestamp` string,
  `user_id` string,
  `session_id` string,
  `ordinal` string,
  `type` string,
  `group_id` string,
  `group_name` string,
  `product_id` string,
  `url` string,
  `event_id` string
)
PARTITIONED BY (`dt` string, `hour` string)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
WITH SERDEPROPERTIES ('ignore.malformed.json' = 'true')
LOCATION '{{location}}/events/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.dt.type' = 'date',
  'projection.dt.format' = 'yyyy-MM-dd',
  'projection.dt.range' = '{{first-day}},NOW+1DAYS',
  'projection.hour.type' = 'integer',
  'projection.hour.range' = '0,23',
  'projection.hour.digits' = '2',
  'storage.location.template' = '{{location}}/events/dt=${dt}/hour=${hour}/'
)
