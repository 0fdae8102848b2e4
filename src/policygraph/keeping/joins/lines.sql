-- The same as N-Triples. `escaped` is the program's.
CREATE VIEW line AS
SELECT '<' || s || '> <' || p || '> ' || CASE WHEN kind = 'iri' THEN '<' || o || '> .' ELSE '"' || escaped(o) || CASE kind
    WHEN '' THEN '" .' WHEN 'zh' THEN '"@zh .' WHEN 'en' THEN '"@en .'
    WHEN 'integer' THEN '"^^<{xsd:integer}> .' WHEN 'decimal' THEN '"^^<{xsd:decimal}> .' WHEN 'date' THEN '"^^<{xsd:date}> .' END END AS text
FROM statement;

-- What is to be an IRI and has not the form that nearly all have, which is sure to be one.
CREATE VIEW unusual AS
SELECT DISTINCT iri FROM (
  SELECT citation AS iri FROM cites UNION ALL SELECT citing FROM cites UNION ALL SELECT node FROM cites UNION ALL SELECT relation FROM cites
  UNION ALL SELECT node FROM held UNION ALL SELECT value FROM about JOIN said USING (what) WHERE said.kind = 'iri'
  UNION ALL SELECT evidence FROM cited_at UNION ALL SELECT evidence FROM named_at UNION ALL SELECT node FROM initiative)
WHERE NOT regexp_full_match(iri, 'https?://[A-Za-z0-9.-]+/(?:[A-Za-z0-9._~/:@!&()*+,;=\x{a0}-\x{d7ff}\x{f900}-\x{fdcf}\x{fdf0}-\x{ffef}-]|%[0-9A-Fa-f]{2})*(?:#[A-Za-z0-9_-]*)?');
