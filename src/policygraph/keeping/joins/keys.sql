-- Every document by what decides whether two are one, and the keys under which it is called and known.

INSERT INTO variant SELECT title, 'same-title', key FROM title;

CREATE TABLE document AS
SELECT every.node, held.node IS NOT NULL AS held, numbered.node IS NOT NULL AS numbered, spot.place,
  coalesce(titled.law, FALSE) AS law, coalesce(titled.passes, FALSE) AS passes, coalesce(titled.long, FALSE) AS long
FROM (SELECT node FROM held UNION SELECT node FROM cites) AS every
LEFT JOIN held USING (node)
LEFT JOIN (SELECT DISTINCT node FROM number) AS numbered USING (node)
LEFT JOIN (
  SELECT node, min(value) AS place
  FROM (SELECT * FROM own WHERE what = 'place' UNION ALL SELECT * FROM about WHERE what = 'cited place') GROUP BY node
) AS spot USING (node)
LEFT JOIN (
  SELECT name.node, bool_or(title.law) AS law, bool_or(title.passes) AS passes, max(length(title.key)) >= $shortest AS long
  FROM name JOIN title USING (title) GROUP BY name.node
) AS titled USING (node);

-- What is not held is called by its titles; by its number where it has nothing else.
CREATE TABLE called AS
SELECT DISTINCT name.node, 'title' AS by, title.key
FROM name JOIN title USING (title) JOIN document USING (node) WHERE NOT document.held
UNION
SELECT number.node, 'number', serial.key
FROM number JOIN serial USING (number) JOIN document USING (node)
WHERE NOT document.held AND number.node NOT IN (SELECT node FROM name);

-- What a notice passes on is another document: its own titles alone make it known. A law is known by its orders, too.
CREATE TABLE known AS
SELECT DISTINCT name.node, variant.rule, variant.key
FROM name JOIN document USING (node) JOIN title USING (title) JOIN variant USING (title)
WHERE (document.held OR document.numbered OR variant.rule = 'without-issuer') AND (NOT document.passes OR title.passes)
UNION
SELECT number.node, 'same-number', serial.key
FROM number JOIN serial USING (number) JOIN document USING (node) WHERE document.law;
