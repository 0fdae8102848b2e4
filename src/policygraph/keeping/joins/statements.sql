-- What follows, a row for each statement (some come twice): its subject, its property, its value, and what the value is: 'iri', a language, a type, or '' for a plain text.

-- What a citation says of a document -> the property that says it of a stub, and of what joined another; and what the value is.
CREATE TABLE said (what VARCHAR, of_stub VARCHAR, of_merge VARCHAR, kind VARCHAR);

INSERT INTO said VALUES
  ('cited title', '{eli:title}', '{pg:mergedName}', 'zh'), ('cited number', '{eli:number}', '{pg:mergedName}', ''), ('cited type', '{pg:presumedType}', NULL, 'iri'),
  ('cited place', '{eli:jurisdiction}', NULL, 'iri'), ('cited level', '{pg:level}', NULL, 'iri'), ('cited issuer', '{eli:passed_by}', '{dcterms:creator}', 'iri'),
  ('printed', '{eli:title_alternative}', '{dcterms:alternative}', 'zh');

-- XML has no way to write some characters, so that no name in Chinese has them (`carrying.for_xml`).
CREATE VIEW statement AS
SELECT s, p, CASE WHEN kind = 'zh' THEN regexp_replace(o, '[^\t\n\r\x20-\x{d7ff}\x{e000}-\x{fffd}\x{10000}-\x{10ffff}]', '', 'g') ELSE o END AS o, kind FROM (
SELECT citation AS s, '{cito:hasCitedEntity}' AS p, cited AS o, 'iri' AS kind FROM meant
UNION ALL SELECT citing, '{eli:cites}', cited, 'iri' FROM meant
UNION ALL SELECT citing, relation, cited, 'iri' FROM meant
-- stubs
UNION ALL SELECT node, '{rdf:type}', '{pg:Document}', 'iri' FROM stub
UNION ALL SELECT node, '{rdf:type}', '{pg:Stub}', 'iri' FROM stub
UNION ALL SELECT node, said.of_stub, value, said.kind FROM about JOIN stub USING (node) JOIN said USING (what)
UNION ALL SELECT node, '{pg:agencyCode}', serial.code, '' FROM number JOIN stub USING (node) JOIN serial USING (number) WHERE serial.code IS NOT NULL
UNION ALL SELECT node, '{pg:serial}', serial.serial, 'integer' FROM number JOIN stub USING (node) JOIN serial USING (number) WHERE serial.serial IS NOT NULL
UNION ALL SELECT node, '{pg:year}', serial.year, 'integer' FROM number JOIN stub USING (node) JOIN serial USING (number) WHERE serial.year IS NOT NULL
UNION ALL SELECT DISTINCT node, law_day.property, law_day.day, 'date'
  FROM stub JOIN about AS place USING (node) JOIN about AS title USING (node) JOIN law_day ON law_day.title = title.value
  WHERE place.what = 'cited place' AND split_part(place.value, '/', -1) = law_day.place AND title.what = 'cited title'
UNION ALL SELECT node, '{pg:candidateDocument}', other, 'iri' FROM candidate
-- merges
UNION ALL SELECT node, '{rdf:type}', '{pg:Merge}', 'iri' FROM joined
UNION ALL SELECT node, '{pg:mergedInto}', other, 'iri' FROM joined
UNION ALL SELECT node, '{pg:rule}', rule, '' FROM joined
UNION ALL SELECT node, '{pg:confidence}', sure.confidence, 'decimal' FROM joined JOIN sure USING (rule)
UNION ALL SELECT joined.node, '{pg:evidence}', cited_at.evidence, 'iri' FROM joined JOIN cited_at USING (node)
UNION ALL SELECT joined.node, '{pg:evidence}', named_at.evidence, 'iri' FROM joined JOIN named_at ON named_at.node = joined.other
UNION ALL SELECT about.node, said.of_merge, value, said.kind FROM about JOIN joined USING (node) JOIN said USING (what) WHERE said.of_merge IS NOT NULL
UNION ALL SELECT node, '{skos:altLabel}', value, CASE WHEN value IN (SELECT value FROM numeric) THEN '' ELSE 'zh' END FROM alias
-- what all documents are called, and what ranks above them
UNION ALL SELECT DISTINCT citing, '{pg:citesSuperior}', cited, 'iri'
  FROM meant JOIN height AS low ON low.node = citing JOIN height AS high ON high.node = cited WHERE high.rank < low.rank
UNION ALL SELECT node, '{rdfs:label}', label, CASE WHEN titled THEN 'zh' ELSE '' END FROM label
-- Every initiative and every measure has one preferred name, the shortest that a document gives it; the others are alternatives.
UNION ALL SELECT node, '{skos:prefLabel}', name, 'zh' FROM preferred
UNION ALL SELECT node, '{skos:altLabel}', name, 'zh' FROM (SELECT DISTINCT node, name FROM initiative EXCEPT SELECT node, name FROM preferred)
-- doubts
UNION ALL SELECT citation, '{pg:flag}', '{pg:citesLater}', 'iri' FROM later
UNION ALL SELECT s, p, o, kind FROM told);
