-- The archive of payloads, the games they name, and the history of prices and splits.
-- Small codes stand for sources, books, markets, sides and phases; the tables here translate them.
-- A line is stored in quarter runs: 34 is 8.5 runs.

CREATE TABLE source (
    id smallint PRIMARY KEY,
    name text NOT NULL UNIQUE
);

CREATE TABLE book (
    id smallint PRIMARY KEY,
    code text NOT NULL UNIQUE,
    name text NOT NULL,
    bettable boolean NOT NULL
);
COMMENT ON TABLE book IS 'Books by code; source:name where a source named one that we do not know.';

CREATE TABLE market (
    id smallint PRIMARY KEY,
    market text NOT NULL,
    period text NOT NULL,
    team text,
    UNIQUE NULLS NOT DISTINCT (market, period, team)
);
COMMENT ON TABLE market IS 'A market''s code covers its period and, for a team total, the team.';

INSERT INTO market (id, market, period, team)
SELECT row_number() OVER (ORDER BY p.n, m.n), m.market, p.period, m.team
FROM (VALUES (1, 'game'), (2, 'first_five'), (3, 'first_half')) AS p (n, period)
CROSS JOIN (VALUES
    (1, 'moneyline', NULL), (2, 'run_line', NULL), (3, 'total', NULL),
    (4, 'team_total', 'away'), (5, 'team_total', 'home'),
    (6, 'alternate_run_line', NULL), (7, 'alternate_total', NULL)
) AS m (n, market, team);

CREATE TABLE side (
    id smallint PRIMARY KEY,
    side text NOT NULL UNIQUE
);
INSERT INTO side VALUES (1, 'away'), (2, 'home'), (3, 'over'), (4, 'under');

CREATE TABLE phase (
    id smallint PRIMARY KEY,
    phase text NOT NULL UNIQUE
);
COMMENT ON TABLE phase IS 'Opener, pregame, close (what stood at the first pitch), live.';
INSERT INTO phase VALUES (1, 'opener'), (2, 'pregame'), (3, 'close'), (4, 'live');

CREATE TABLE line_status (
    id smallint PRIMARY KEY,
    status text NOT NULL UNIQUE
);
INSERT INTO line_status VALUES (1, 'active'), (2, 'suspended'), (3, 'closed'), (4, 'settled');

CREATE TABLE payload (
    id integer PRIMARY KEY,
    source smallint NOT NULL REFERENCES source,
    collector text NOT NULL,
    date date NOT NULL,
    url text NOT NULL,
    status smallint NOT NULL,
    content_type text NOT NULL,
    fetched_at timestamptz NOT NULL,
    sha256 bytea NOT NULL CHECK (length(sha256) = 32),
    complete boolean NOT NULL,
    taken boolean NOT NULL DEFAULT false,
    problem text,
    body bytea NOT NULL
);
ALTER TABLE payload ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX payload_waiting ON payload (id) WHERE NOT taken;
CREATE INDEX payload_asked ON payload (source, collector, date, url, fetched_at);
COMMENT ON TABLE payload IS 'What the sources sent, verbatim; a body is compressed with zlib.';
COMMENT ON COLUMN payload.taken IS 'Its records have been stored, or it has been found unreadable.';
COMMENT ON COLUMN payload.problem IS 'Why it could not be read; null when it could.';

CREATE TABLE game (
    id integer PRIMARY KEY,
    date date NOT NULL,
    game_number smallint NOT NULL CHECK (game_number >= 1),
    away text NOT NULL,
    home text NOT NULL CHECK (home <> away),
    start timestamptz,
    start_tbd boolean NOT NULL DEFAULT false,
    status text CHECK (status IN (
        'scheduled', 'live', 'final', 'postponed', 'cancelled', 'suspended', 'delayed')),
    venue text,
    away_score smallint CHECK (away_score >= 0),
    home_score smallint CHECK (home_score >= 0),
    CHECK ((away_score IS NULL) = (home_score IS NULL))
);
CREATE INDEX game_slate ON game (date, away, home);
COMMENT ON COLUMN game.date IS 'The slate date, US Eastern: the day it was, or will be, played.';

CREATE TABLE game_date (
    game integer NOT NULL REFERENCES game ON DELETE CASCADE,
    date date NOT NULL,
    source smallint NOT NULL REFERENCES source,
    said_at timestamptz NOT NULL,
    game_number smallint NOT NULL,
    start timestamptz,
    start_tbd boolean NOT NULL,
    status text,
    venue text,
    away_score smallint,
    home_score smallint,
    PRIMARY KEY (game, date)
);
CREATE INDEX game_date_date ON game_date (date);
COMMENT ON TABLE game_date IS 'Every date a game is listed on, as it stood there: a postponed or a '
    'suspended game has two.';

CREATE TABLE game_source (
    source smallint NOT NULL REFERENCES source,
    external_id text NOT NULL,
    game integer NOT NULL REFERENCES game ON DELETE CASCADE,
    date date NOT NULL,
    payload integer NOT NULL,
    PRIMARY KEY (source, external_id)
);
CREATE INDEX game_source_game ON game_source (game);
COMMENT ON TABLE game_source IS 'The ids each source gives a game, with the date and the payload '
    'it was first met on.';

CREATE TABLE slate (
    date date PRIMARY KEY,
    payload integer NOT NULL
);
COMMENT ON TABLE slate IS 'Dates whose games MLB has named: nothing else was to be played there.';

CREATE TABLE quote (
    observed_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    game integer NOT NULL REFERENCES game ON DELETE CASCADE,
    payload integer NOT NULL,
    price integer NOT NULL CHECK (abs(price) >= 100 AND price <> -100),
    line smallint CHECK (abs(line) <= 200),
    rung smallint NOT NULL,
    book smallint NOT NULL,
    market smallint NOT NULL,
    side smallint NOT NULL,
    phase smallint NOT NULL,
    source smallint NOT NULL,
    status smallint NOT NULL,
    CHECK ((phase = 1) = (observed_at = '-infinity'))
);
CREATE UNIQUE INDEX quote_key
    ON quote (game, observed_at, book, market, side, rung, phase, payload);
CREATE INDEX quote_observed ON quote USING brin (observed_at);
COMMENT ON TABLE quote IS 'The history of prices: append only, changes only.';
COMMENT ON COLUMN quote.observed_at IS 'When the market showed it; minus infinity for an opener.';
COMMENT ON COLUMN quote.recorded_at IS 'When we learned it: when its payload was fetched.';
COMMENT ON COLUMN quote.rung IS 'The line of an alternate market, which has many; else 0.';

CREATE TABLE quote_current (
    LIKE quote INCLUDING CONSTRAINTS,
    PRIMARY KEY (game, book, market, side, rung, phase, source),
    FOREIGN KEY (game) REFERENCES game ON DELETE CASCADE
);
COMMENT ON TABLE quote_current IS 'The latest row of quote for each key and phase.';

CREATE TABLE split (
    observed_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    tickets_percent double precision CHECK (tickets_percent BETWEEN 0 AND 100),
    money_percent double precision CHECK (money_percent BETWEEN 0 AND 100),
    game integer NOT NULL REFERENCES game ON DELETE CASCADE,
    payload integer NOT NULL,
    bets integer CHECK (bets >= 0),
    book smallint NOT NULL,
    market smallint NOT NULL,
    side smallint NOT NULL,
    phase smallint NOT NULL,
    source smallint NOT NULL,
    CHECK (tickets_percent IS NOT NULL OR money_percent IS NOT NULL)
);
CREATE UNIQUE INDEX split_key ON split (game, observed_at, book, market, side, phase, payload);
COMMENT ON TABLE split IS 'The history of public bets and money, 0 to 100: append only, changes only.';

CREATE TABLE split_current (
    LIKE split INCLUDING CONSTRAINTS,
    PRIMARY KEY (game, book, market, side, phase, source),
    FOREIGN KEY (game) REFERENCES game ON DELETE CASCADE
);
COMMENT ON TABLE split_current IS 'The latest row of split for each key and phase.';

CREATE TABLE unmatched (
    source smallint NOT NULL REFERENCES source,
    external_id text NOT NULL,
    date date NOT NULL,
    collector text NOT NULL,
    away text NOT NULL,
    home text NOT NULL,
    start timestamptz,
    reason text NOT NULL,
    payload integer NOT NULL,
    first_seen timestamptz NOT NULL,
    PRIMARY KEY (source, external_id, date)
);
COMMENT ON TABLE unmatched IS 'Games of a source that are no certain game of ours, tried again by '
    'each run.';

CREATE TABLE run (
    id uuid PRIMARY KEY,
    started_at timestamptz NOT NULL,
    finished_at timestamptz
);

CREATE TABLE unit (
    source smallint NOT NULL REFERENCES source,
    collector text NOT NULL,
    date date NOT NULL,
    run uuid NOT NULL REFERENCES run,
    status text NOT NULL,
    payloads integer NOT NULL,
    records integer NOT NULL,
    new integer NOT NULL,
    unchanged integer NOT NULL,
    refused integer NOT NULL,
    failed integer NOT NULL,
    unmatched integer NOT NULL,
    message text NOT NULL,
    finished_at timestamptz NOT NULL,
    closed boolean NOT NULL,
    PRIMARY KEY (source, collector, date)
);
COMMENT ON TABLE unit IS 'The last outcome of each (source, collector, date).';
COMMENT ON COLUMN unit.closed IS 'It succeeded after its slate was over: nothing is left to fetch.';
