-- A row for each hour with events, in UTC.
CREATE OR REPLACE VIEW hourly AS
SELECT
  CAST(ts AS date) AS day,
  extract(HOUR FROM ts) AS hour,
  count(*) AS events,
  count(DISTINCT user_id) AS users,
  count(CASE WHEN type = 'view_item' THEN 1 END) AS item_views,
  count(CASE WHEN type = 'purchase' THEN 1 END) AS purchases
FROM events
GROUP BY CAST(ts AS date), extract(HOUR FROM ts)
