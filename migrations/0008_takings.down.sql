DROP TABLE taking;
