-- The same table in DuckDB, and the one function of the views that it lacks.
CREATE OR REPLACE MACRO from_iso8601_timestamp(x) AS TRY_CAST(x AS TIMESTAMPTZ);
CREATE OR REPLACE TABLE raw_events AS
SELECT *
FROM read_json(
  '{{objects}}',
  format = 'newline_delimited',
  ignore_errors = true,
  columns = {
    "timestamp": 'varchar',
    user_id: 'varchar',
    session_id: 'varchar',
    "ordinal": 'varchar',
    type: 'varchar',
    group_id: 'varchar',
    group_name: 'varchar',
    product_id: 'varchar',
    url: 'varchar',
    event_id: 'varchar'
  }
);
