-- What the facts say of documents that were read. `pair` holds (p, s, o): the short name of a property, its subject, its value.

CREATE TABLE held AS SELECT DISTINCT s AS node FROM pair WHERE p = 'held';

CREATE TABLE own AS
SELECT DISTINCT held.node, pair.p AS what, pair.o AS value
FROM held JOIN pair ON pair.s = held.node
WHERE pair.p IN ('title', 'alternative', 'number', 'place', 'level', 'day');
