-- Nothing of the archive, the games or the history stays.

DROP TABLE unit, run;
DROP TABLE unmatched;
DROP TABLE split_current, split;
DROP TABLE quote_current, quote;
DROP TABLE slate, game_source, game_date, game;
DROP TABLE payload;
DROP TABLE line_status, phase, side, market, book, source;
