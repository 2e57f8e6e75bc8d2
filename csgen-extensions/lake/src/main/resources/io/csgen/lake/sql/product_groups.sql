-- A row for each product group.
CREATE OR REPLACE VIEW product_groups AS
SELECT
  group_id,
  max(group_name) AS group_name,
  count(*) AS events,
  count(CASE WHEN type = 'search' THEN 1 END) AS searches,
  count(CASE WHEN type = 'view_item_list' THEN 1 END) AS list_views,
  count(CASE WHEN type = 'view_item' THEN 1 END) AS item_views,
  count(CASE WHEN type = 'add_to_cart' THEN 1 END) AS carts,
  count(CASE WHEN type = 'purchase' THEN 1 END) AS purchases,
  count(DISTINCT user_id) AS users
FROM events
WHERE group_id IS NOT NULL
GROUP BY group_id
