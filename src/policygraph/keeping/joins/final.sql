-- The outcome: each citation with the document that it means, and what is said of those.

DELETE FROM candidate WHERE node IN (SELECT node FROM joined);

CREATE TABLE meant AS
SELECT cites.citation, cites.citing, coalesce(joined.other, cites.node) AS cited, cites.relation
FROM cites LEFT JOIN joined ON joined.node = cites.node;

CREATE TABLE stub AS
SELECT node FROM document WHERE NOT held AND node NOT IN (SELECT node FROM joined);

-- Other names of a document: those of what joined it, and what it is cited by.
CREATE TABLE alias AS
WITH called_so AS (
  SELECT joined.other AS node, about.value, about.what FROM joined JOIN about ON about.node = joined.node
  WHERE about.what IN ('cited title', 'cited number')
  UNION
  SELECT about.node, about.value, about.what FROM about JOIN held ON held.node = about.node WHERE about.what IN ('cited title', 'printed')
), keyed AS (
  SELECT called_so.node, called_so.value, coalesce(title.key, serial.key) AS key
  FROM called_so
  LEFT JOIN title ON title.title = called_so.value AND called_so.what <> 'cited number'
  LEFT JOIN serial ON serial.number = called_so.value AND called_so.what = 'cited number'
), own_key AS (
  SELECT own.node, title.key FROM own JOIN title ON title.title = own.value WHERE own.what IN ('title', 'alternative')
  UNION SELECT about.node, title.key FROM about JOIN title ON title.title = about.value JOIN stub ON stub.node = about.node
    WHERE about.what IN ('cited title', 'printed')
  UNION SELECT number.node, serial.key FROM number JOIN serial USING (number)
)
SELECT DISTINCT keyed.node, keyed.value FROM keyed
WHERE NOT EXISTS (SELECT 1 FROM own_key WHERE own_key.node = keyed.node AND own_key.key = keyed.key);

CREATE TABLE height AS
SELECT node, min(rank.rank) AS rank
FROM (
  SELECT node, value AS level FROM own WHERE what = 'level'
  UNION SELECT about.node, about.value FROM about JOIN stub USING (node) WHERE about.what = 'cited level')
JOIN rank USING (level) GROUP BY node;

-- The day of a document, else its year by the number.
CREATE TABLE time AS
SELECT node, coalesce(max(day), max(year)) AS time
FROM (
  SELECT node, value AS day, NULL AS year FROM own WHERE what = 'day'
  UNION ALL SELECT number.node, NULL, serial.year FROM number JOIN serial USING (number))
GROUP BY node HAVING coalesce(max(day), max(year)) IS NOT NULL;

CREATE TABLE label AS
SELECT document.node, coalesce(titled.title, numbered.number) AS label, titled.title IS NOT NULL AS titled
FROM document
LEFT JOIN (
  SELECT node, coalesce(min(value) FILTER (what = 'title'), min(value)) AS title
  FROM (SELECT * FROM own WHERE what = 'title' UNION ALL SELECT * FROM about WHERE what = 'cited title') GROUP BY node
) AS titled USING (node)
LEFT JOIN (SELECT node, min(number) AS number FROM number GROUP BY node) AS numbered USING (node)
WHERE document.node NOT IN (SELECT node FROM joined) AND coalesce(titled.title, numbered.number) IS NOT NULL;

-- A citation of something later, as far as both times are known.
CREATE TABLE later AS
SELECT citation FROM meant JOIN time AS here ON here.node = citing JOIN time AS there ON there.node = cited
WHERE left(there.time, least(length(here.time), length(there.time))) > left(here.time, least(length(here.time), length(there.time)));

CREATE TABLE preferred AS
SELECT node, name FROM initiative WHERE proper QUALIFY row_number() OVER (PARTITION BY node ORDER BY length(name), name) = 1;
