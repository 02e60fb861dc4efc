SELECT code, name, city, nickname, league, division FROM team WHERE false;
SELECT source, external_id, team FROM team_source WHERE false;
SELECT source, external_id, book FROM book_source WHERE false;
SELECT id, name, timezone, roof_type FROM venue WHERE false;
SELECT game, condition, wind_direction FROM weather WHERE false;
SELECT game, side, pitcher FROM starter JOIN pitcher ON pitcher.id = starter.pitcher WHERE false;
SELECT game, game_type, season, double_header FROM context WHERE false;
