-- Each event once, however often it was delivered. An event without an id cannot be told from its copies.
CREATE OR REPLACE VIEW events AS
SELECT event_id, ts, user_id, session_id, "ordinal", type, group_id, group_name, product_id, url
FROM (
  SELECT *, row_number() OVER (PARTITION BY event_id ORDER BY ts) AS copy
  FROM parsed_events
  WHERE problem IS NULL
) AS copies
WHERE copy = 1 OR event_id IS NULL
