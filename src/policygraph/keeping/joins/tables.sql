-- What the facts say of citations and programmes, a table for each kind; `pair` holds their properties now.

CREATE TABLE cites AS
SELECT DISTINCT named.s AS citation, citing.o AS citing, named.o AS node, relation.o AS relation
FROM pair AS named
JOIN pair AS citing ON citing.p = 'citing' AND citing.s = named.s
JOIN pair AS relation ON relation.p = 'relation' AND relation.s = named.s
WHERE named.p = 'named';

-- What the citations say of the documents that they name.
CREATE TABLE about AS
SELECT DISTINCT cites.node, pair.p AS what, pair.o AS value
FROM cites JOIN pair ON pair.s = cites.citation
WHERE pair.p IN ('cited title', 'cited number', 'cited type', 'cited place', 'cited level', 'cited issuer', 'printed');

CREATE TABLE name AS
SELECT node, value AS title FROM own WHERE what IN ('title', 'alternative')
UNION SELECT node, value FROM about WHERE what IN ('cited title', 'printed');

CREATE TABLE number AS
SELECT node, value AS number FROM own WHERE what = 'number'
UNION SELECT node, value FROM about WHERE what = 'cited number';

-- Filled by the program: what a title and a number are compared by.
CREATE TABLE title (title VARCHAR, key VARCHAR, law BOOLEAN, passes BOOLEAN);
CREATE TABLE variant (title VARCHAR, rule VARCHAR, key VARCHAR);
CREATE TABLE law_day (title VARCHAR, place VARCHAR, property VARCHAR, day VARCHAR);
CREATE TABLE serial (number VARCHAR, key VARCHAR, year VARCHAR, code VARCHAR, serial VARCHAR);
CREATE TABLE rank (level VARCHAR, rank DOUBLE);
CREATE TABLE sure (rule VARCHAR, confidence VARCHAR);

CREATE TABLE initiative AS
SELECT DISTINCT mention.o AS node, name.o AS name, name.p = 'programme name' AS proper
FROM pair AS mention
JOIN pair AS name ON name.s = mention.s AND name.p IN ('programme name', 'printed')
WHERE mention.p = 'programme' AND mention.s IN (SELECT s FROM pair WHERE p = 'programme name');

DROP TABLE pair;

CREATE TABLE joined (node VARCHAR, other VARCHAR, rule VARCHAR);
CREATE TABLE candidate (node VARCHAR, other VARCHAR);

-- Filled by the program when all is joined: where the names of a merge stand, other names that are numbers, and statements of its own.
CREATE TABLE cited_at (node VARCHAR, evidence VARCHAR);
CREATE TABLE named_at (node VARCHAR, evidence VARCHAR);
CREATE TABLE numeric (value VARCHAR);
CREATE TABLE told (s VARCHAR, p VARCHAR, o VARCHAR, kind VARCHAR);
