-- Each event with the number of its session among those of its user. A session ends where the user does nothing for
-- more than 30 minutes.
CREATE OR REPLACE VIEW session_events AS
SELECT
  event_id, ts, user_id,
  CAST(sum(CASE WHEN pause <= 1800000 THEN 0 ELSE 1 END) OVER (
    PARTITION BY user_id ORDER BY ts, "ordinal", event_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS bigint) AS session_number,
  type, group_id, group_name, product_id, url
FROM (
  SELECT
    *,
    date_diff('millisecond', lag(ts) OVER (PARTITION BY user_id ORDER BY ts, "ordinal", event_id), ts) AS pause
  FROM events
) AS pauses
