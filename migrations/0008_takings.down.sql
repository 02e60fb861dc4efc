DROP TABLE taking;
ALTER TABLE slate DROP COLUMN listed_at;
