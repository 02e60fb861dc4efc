-- Who plays, where, in what weather, who pitches, and who takes bets, by each source's own ids.

CREATE TABLE team (
    code text PRIMARY KEY,
    city text,
    nickname text NOT NULL CHECK (nickname <> ''),
    league text CHECK (league IN ('AL', 'NL')),
    division text CHECK (division IN ('east', 'central', 'west')),
    name text NOT NULL GENERATED ALWAYS AS (coalesce(city || ' ', '') || nickname) STORED,
    CHECK (division IS NULL OR league IS NOT NULL)
);

CREATE TABLE team_source (
    source smallint NOT NULL REFERENCES source,
    external_id text NOT NULL,
    team text NOT NULL REFERENCES team,
    PRIMARY KEY (source, external_id)
);
CREATE INDEX team_source_team ON team_source (team);

CREATE TABLE book_source (
    source smallint NOT NULL REFERENCES source,
    external_id text NOT NULL,
    book smallint NOT NULL REFERENCES book,
    PRIMARY KEY (source, external_id)
);
CREATE INDEX book_source_book ON book_source (book);

CREATE TABLE venue (
    id integer PRIMARY KEY CHECK (id >= 1),
    name text NOT NULL CHECK (name <> ''),
    city text,
    state text,
    country text,
    timezone text,
    capacity integer CHECK (capacity >= 0),
    surface text,
    roof_type text
);

CREATE TABLE weather (
    game integer PRIMARY KEY REFERENCES game ON DELETE CASCADE,
    condition text NOT NULL CHECK (condition IN (
        'clear', 'partly_cloudy', 'cloudy', 'overcast', 'light_rain', 'rain', 'drizzle', 'fog',
        'snow', 'windy', 'dome', 'roof_closed', 'unknown')),
    temperature_f smallint CHECK (temperature_f BETWEEN -20 AND 120),
    wind_mph smallint CHECK (wind_mph BETWEEN 0 AND 100),
    wind_direction text,
    humidity_percent smallint CHECK (humidity_percent BETWEEN 0 AND 100)
);

CREATE TABLE pitcher (
    id integer PRIMARY KEY CHECK (id >= 1),
    full_name text NOT NULL CHECK (full_name <> ''),
    throws text CHECK (throws IN ('L', 'R', 'S'))
);

CREATE TABLE starter (
    game integer NOT NULL REFERENCES game ON DELETE CASCADE,
    side text NOT NULL CHECK (side IN ('away', 'home')),
    pitcher integer NOT NULL REFERENCES pitcher,
    era numeric(5, 2) CHECK (era >= 0),
    wins smallint CHECK (wins >= 0),
    losses smallint CHECK (losses >= 0),
    PRIMARY KEY (game, side)
);
CREATE INDEX starter_pitcher ON starter (pitcher);

CREATE TABLE context (
    game integer PRIMARY KEY REFERENCES game ON DELETE CASCADE,
    game_type text NOT NULL CHECK (game_type IN (
        'regular', 'exhibition', 'spring_training', 'all_star', 'wild_card', 'division_series',
        'league_championship', 'world_series')),
    season smallint NOT NULL CHECK (season >= 1876),
    double_header text NOT NULL CHECK (double_header IN ('none', 'traditional', 'split')),
    series_description text,
    series_game_number smallint CHECK (series_game_number >= 1),
    games_in_series smallint CHECK (games_in_series >= 1),
    scheduled_innings smallint CHECK (scheduled_innings IN (7, 9)),
    day_night text CHECK (day_night IN ('day', 'night')),
    if_necessary boolean NOT NULL DEFAULT false,
    attendance integer CHECK (attendance >= 0),
    duration_minutes smallint CHECK (duration_minutes >= 0)
);

-- A game's teams are teams. Those that are stored already are named by the program that knows them.
INSERT INTO team (code, nickname)
SELECT code, code FROM (SELECT away AS code FROM game UNION SELECT home FROM game) known;
ALTER TABLE game ADD CONSTRAINT game_away_fkey FOREIGN KEY (away) REFERENCES team;
ALTER TABLE game ADD CONSTRAINT game_home_fkey FOREIGN KEY (home) REFERENCES team;
