-- How many users of each cohort, those first seen in one day or week, came again how many days or weeks later.
-- Weeks begin on Monday.
CREATE OR REPLACE VIEW retention AS
SELECT period, cohort, age, users, first_value(users) OVER (PARTITION BY period, cohort ORDER BY age) AS cohort_users
FROM (
  SELECT period, cohort, CAST(days / period_days AS integer) AS age, count(*) AS users
  FROM (
    SELECT
      period,
      period_days,
      min(seen) OVER (PARTITION BY period, user_id) AS cohort,
      date_diff('day', min(seen) OVER (PARTITION BY period, user_id), seen) AS days
    FROM (
      SELECT DISTINCT 'day' AS period, 1 AS period_days, user_id, CAST(ts AS date) AS seen FROM events
      UNION ALL
      SELECT DISTINCT 'week' AS period, 7 AS period_days, user_id, CAST(date_trunc('week', ts) AS date) AS seen FROM events
    ) AS visits
  ) AS ages
  GROUP BY period, cohort, CAST(days / period_days AS integer)
) AS counts
