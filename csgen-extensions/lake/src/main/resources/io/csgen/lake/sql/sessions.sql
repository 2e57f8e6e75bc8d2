-- A row for each session.
CREATE OR REPLACE VIEW sessions AS
SELECT
  user_id,
  session_number,
  CAST(min(ts) AS date) AS day,
  min(ts) AS began,
  max(ts) AS ended,
  date_diff('millisecond', min(ts), max(ts)) / 1000.0 AS seconds,
  count(*) AS events,
  count(CASE WHEN type = 'search' THEN 1 END) AS searches,
  count(CASE WHEN type = 'view_item_list' THEN 1 END) AS list_views,
  count(CASE WHEN type = 'view_item' THEN 1 END) AS item_views,
  count(CASE WHEN type = 'add_to_cart' THEN 1 END) AS carts,
  count(CASE WHEN type = 'purchase' THEN 1 END) AS purchases
FROM session_events
GROUP BY user_id, session_number
