-- Each line of the lake with its values as they should be, and what keeps it from being an event.
CREATE OR REPLACE VIEW parsed_events AS
SELECT
  *,
  CASE
    WHEN text_timestamp IS NULL AND text_user_id IS NULL AND type IS NULL THEN 'no event'
    WHEN ts IS NULL THEN 'no time'
    WHEN user_id IS NULL THEN 'no user'
    WHEN type IS NULL THEN 'no type'
  END AS problem
FROM (
  SELECT
    -- Who sends a click again gives it the same click id, but it becomes another record of the stream.
    coalesce(session_id || '-' || "ordinal", event_id) AS event_id,
    TRY(CAST(from_iso8601_timestamp("timestamp") AT TIME ZONE 'UTC' AS timestamp)) AS ts,
    TRY_CAST(user_id AS integer) AS user_id,
    session_id,
    TRY_CAST("ordinal" AS integer) AS "ordinal",
    type,
    TRY_CAST(group_id AS integer) AS group_id,
    group_name,
    TRY_CAST(product_id AS integer) AS product_id,
    url,
    "timestamp" AS text_timestamp,
    user_id AS text_user_id
  FROM raw_events
) AS typed
