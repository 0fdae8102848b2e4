-- Which documents each that has not joined one may be, by one rule; chains are followed to their end.

CREATE OR REPLACE TEMP TABLE possible AS
WITH reach AS (
  SELECT coalesce(joined.other, cites.node) AS node, cites.citing FROM cites LEFT JOIN joined ON joined.node = cites.node
), near AS (
  SELECT DISTINCT called.node, coalesce(joined.other, known.node) AS other
  FROM called
  JOIN known ON known.key = called.key AND known.node <> called.node
  JOIN document AS one ON one.node = called.node
  JOIN document AS two ON two.node = known.node
  LEFT JOIN joined ON joined.node = known.node
  WHERE known.rule = $rule AND called.by = CASE WHEN $rule = 'same-number' THEN 'number' ELSE 'title' END
    AND (one.place IS NULL OR two.place IS NULL OR one.place = two.place OR joined.other IS NOT NULL)
    AND called.node NOT IN (SELECT node FROM joined)
)
SELECT near.node, near.other
FROM near
JOIN document AS one ON one.node = near.node
JOIN document AS two ON two.node = near.other
WHERE near.node <> near.other
  -- A text that names it says that it is another document.
  AND NOT EXISTS (SELECT 1 FROM reach WHERE reach.node = near.node AND reach.citing = near.other)
  -- What has a number joins what was read without one, or its namesake whose place is known.
  AND ($rule = 'same-number' OR one.law OR NOT one.numbered OR $rule = 'same-title' AND CASE
    WHEN NOT two.numbered THEN two.held
    ELSE one.place IS NULL AND EXISTS (
      SELECT 1 FROM number AS mine JOIN number AS other ON other.number = mine.number WHERE mine.node = one.node AND other.node = two.node) END)
  AND CASE
    WHEN one.place IS NOT NULL AND two.place IS NOT NULL THEN one.place = two.place
    ELSE one.place IS NOT NULL OR two.place IS NOT NULL OR $rule = 'same-number' OR one.long END;
