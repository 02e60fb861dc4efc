DROP VIEW ledger;
DROP TABLE deposit;
DROP TABLE settlement;
DROP TABLE bet;
