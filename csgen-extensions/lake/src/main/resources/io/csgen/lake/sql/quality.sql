-- What became of each line of the lake: the lines of all outcomes are all lines.
CREATE OR REPLACE VIEW quality AS
SELECT outcome, count(*) AS lines
FROM (
  SELECT
    CASE
      WHEN problem IS NOT NULL THEN problem
      WHEN event_id IS NULL THEN 'event without id'
      WHEN row_number() OVER (PARTITION BY problem, event_id ORDER BY ts) > 1 THEN 'copy'
      ELSE 'event'
    END AS outcome
  FROM parsed_events
) AS outcomes
GROUP BY outcome
