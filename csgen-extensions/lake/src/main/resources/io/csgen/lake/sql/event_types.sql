-- A row for each type of event.
CREATE OR REPLACE VIEW event_types AS
SELECT type, count(*) AS events, count(DISTINCT user_id) AS users
FROM events
GROUP BY type
