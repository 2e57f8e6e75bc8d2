-- How many sessions of each day got how far. A session that got to a step counts for all steps before it.
CREATE OR REPLACE VIEW funnel AS
SELECT day, step, name, count(CASE WHEN reached >= step THEN 1 END) AS sessions
FROM (
  SELECT
    day,
    CASE WHEN purchases > 0 THEN 4 WHEN carts > 0 THEN 3 WHEN item_views > 0 THEN 2 ELSE 1 END AS reached
  FROM sessions
) AS reaches
CROSS JOIN (VALUES (1, 'session'), (2, 'product view'), (3, 'add to cart'), (4, 'purchase')) AS steps (step, name)
GROUP BY day, step, name
