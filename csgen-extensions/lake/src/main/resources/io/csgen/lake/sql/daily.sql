-- A row for each day, in UTC. A session counts on the day on which it began.
CREATE OR REPLACE VIEW daily AS
SELECT
  by_event.day,
  by_event.events,
  by_event.users,
  coalesce(by_user.new_users, 0) AS new_users,
  coalesce(by_session.sessions, 0) AS sessions,
  by_event.item_views,
  by_event.carts,
  by_event.purchases
FROM (
  SELECT
    CAST(ts AS date) AS day,
    count(*) AS events,
    count(DISTINCT user_id) AS users,
    count(CASE WHEN type = 'view_item' THEN 1 END) AS item_views,
    count(CASE WHEN type = 'add_to_cart' THEN 1 END) AS carts,
    count(CASE WHEN type = 'purchase' THEN 1 END) AS purchases
  FROM events
  GROUP BY CAST(ts AS date)
) AS by_event
LEFT JOIN (SELECT day, count(*) AS sessions FROM sessions GROUP BY day) AS by_session
  ON by_session.day = by_event.day
LEFT JOIN (SELECT CAST(first_seen AS date) AS day, count(*) AS new_users FROM users GROUP BY CAST(first_seen AS date)) AS by_user
  ON by_user.day = by_event.day
