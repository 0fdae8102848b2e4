-- What may be several documents stays open, with those that the first rule gives.

INSERT INTO candidate
SELECT node, other FROM possible WHERE node NOT IN (SELECT node FROM candidate) AND node NOT IN (SELECT node FROM joined);
