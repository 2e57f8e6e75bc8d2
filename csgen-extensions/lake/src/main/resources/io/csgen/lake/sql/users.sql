-- A row for each user.
CREATE OR REPLACE VIEW users AS
SELECT
  user_id,
  min(began) AS first_seen,
  max(ended) AS last_seen,
  count(*) AS sessions,
  CAST(sum(events) AS bigint) AS events,
  CAST(sum(purchases) AS bigint) AS purchases
FROM sessions
GROUP BY user_id
