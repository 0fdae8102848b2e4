-- What may be one document alone joins it. Where that one is about to join another, it waits for the next round; of a circle the first goes.

CREATE OR REPLACE TEMP TABLE single AS
SELECT node, min(other) AS other FROM possible GROUP BY node HAVING count(*) = 1;

CREATE OR REPLACE TEMP TABLE accepted AS
SELECT node, other FROM single WHERE other NOT IN (SELECT node FROM single);

INSERT INTO accepted
SELECT node, other FROM single WHERE NOT EXISTS (SELECT 1 FROM accepted) ORDER BY node LIMIT 1;

UPDATE joined SET other = accepted.other FROM accepted WHERE joined.other = accepted.node;

INSERT INTO joined SELECT node, other, $rule FROM accepted;
