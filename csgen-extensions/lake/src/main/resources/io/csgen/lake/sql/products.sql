-- A row for each product that was viewed, put into a cart or bought. The URL of a cart or an order does not tell the
-- group: it is that of the product where there is but one.
CREATE OR REPLACE VIEW products AS
SELECT
  group_id,
  max(group_name) AS group_name,
  product_id,
  count(*) AS events,
  count(CASE WHEN type = 'view_item' THEN 1 END) AS item_views,
  count(CASE WHEN type = 'add_to_cart' THEN 1 END) AS carts,
  count(CASE WHEN type = 'purchase' THEN 1 END) AS purchases,
  count(DISTINCT user_id) AS users
FROM (
  SELECT
    coalesce(
      group_id,
      CASE
        WHEN min(group_id) OVER (PARTITION BY product_id) = max(group_id) OVER (PARTITION BY product_id)
        THEN min(group_id) OVER (PARTITION BY product_id)
      END
    ) AS group_id,
    group_name, product_id, type, user_id
  FROM events
  WHERE product_id IS NOT NULL
) AS product_events
GROUP BY group_id, product_id
