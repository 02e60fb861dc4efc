-- What was concluded from the record, and what each conclusion rests on.

CREATE TABLE signal (
    id uuid PRIMARY KEY,
    game integer NOT NULL REFERENCES game ON DELETE CASCADE,
    market text NOT NULL,
    period text NOT NULL CHECK (period IN ('game', 'first_five', 'first_half')),
    team text CHECK (team IN ('away', 'home')),
    side text NOT NULL CHECK (side IN ('away', 'home', 'over', 'under')),
    type text NOT NULL CHECK (type IN (
        'sharp_action', 'steam_move', 'reverse_line_movement', 'book_conflict', 'late_money',
        'timing_edge', 'volume_spike', 'consensus_fade', 'arbitrage', 'market_inefficiency',
        'line_movement', 'consensus', 'hybrid_sharp', 'opposing_markets', 'underdog_value',
        'late_flip')),
    strength double precision NOT NULL CHECK (strength BETWEEN 0 AND 1),
    confidence double precision NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    raised_at timestamptz NOT NULL,
    expires_at timestamptz CHECK (expires_at > raised_at),
    detector text NOT NULL,
    version text NOT NULL,
    books_for text[] NOT NULL,
    books_against text[] NOT NULL,
    indicators_for text[] NOT NULL,
    indicators_against text[] NOT NULL,
    features jsonb NOT NULL CHECK (jsonb_typeof(features) = 'object'),
    CHECK ((market = 'team_total') = (team IS NOT NULL)),
    CHECK (CASE
        WHEN market IN ('moneyline', 'run_line', 'alternate_run_line')
            THEN side IN ('away', 'home')
        WHEN market IN ('total', 'team_total', 'alternate_total') THEN side IN ('over', 'under')
        ELSE false END)
);
CREATE INDEX signal_game ON signal (game, raised_at);
CREATE INDEX signal_raised ON signal (raised_at);

CREATE TABLE evidence (
    signal uuid NOT NULL REFERENCES signal ON DELETE CASCADE,
    history text NOT NULL CHECK (history IN ('quote', 'split')),
    book text NOT NULL REFERENCES book (code),
    market text NOT NULL,
    period text NOT NULL,
    team text,
    side text NOT NULL,
    phase text NOT NULL REFERENCES phase (phase),
    line numeric(5, 2),
    observed_at timestamptz,
    payload integer NOT NULL REFERENCES payload,
    tick smallint NOT NULL DEFAULT 0 CHECK (tick >= 0),
    CHECK ((phase = 'opener') = (observed_at IS NULL)),
    UNIQUE NULLS NOT DISTINCT
        (signal, history, book, market, period, team, side, phase, line, observed_at, payload, tick)
);

CREATE TABLE consensus (
    game integer NOT NULL REFERENCES game ON DELETE CASCADE,
    market text NOT NULL CHECK (market IN ('moneyline', 'run_line', 'total')),
    period text NOT NULL CHECK (period IN ('game', 'first_five', 'first_half')),
    side text NOT NULL CHECK (side IN ('away', 'home', 'over', 'under')),
    observed_at timestamptz NOT NULL,
    line numeric(5, 2),
    median_no_vig double precision NOT NULL CHECK (median_no_vig > 0 AND median_no_vig < 1),
    mean_no_vig double precision NOT NULL CHECK (mean_no_vig > 0 AND mean_no_vig < 1),
    lowest_no_vig double precision NOT NULL CHECK (lowest_no_vig > 0),
    highest_no_vig double precision NOT NULL CHECK (highest_no_vig < 1),
    hold double precision NOT NULL CHECK (hold < 1),
    books smallint NOT NULL CHECK (books >= 1),
    outliers text[] NOT NULL,
    stale text[] NOT NULL,
    PRIMARY KEY (game, market, period, side, observed_at),
    CHECK ((market = 'moneyline') = (line IS NULL)),
    CHECK ((market = 'total') = (side IN ('over', 'under'))),
    CHECK (median_no_vig BETWEEN lowest_no_vig AND highest_no_vig)
);

CREATE TABLE analysis (
    id uuid PRIMARY KEY,
    game integer NOT NULL REFERENCES game ON DELETE CASCADE,
    market text NOT NULL CHECK (market IN (
        'moneyline', 'run_line', 'total', 'team_total', 'alternate_run_line', 'alternate_total')),
    period text NOT NULL CHECK (period IN ('game', 'first_five', 'first_half')),
    team text CHECK (team IN ('away', 'home')),
    side text NOT NULL CHECK (side IN ('away', 'home', 'over', 'under')),
    line numeric(5, 2),
    book text NOT NULL REFERENCES book (code),
    price integer NOT NULL CHECK (abs(price) >= 100 AND price <> -100),
    fair_probability double precision NOT NULL
        CHECK (fair_probability > 0 AND fair_probability < 1),
    expected_value double precision NOT NULL CHECK (expected_value > -1),
    stake double precision NOT NULL CHECK (stake BETWEEN 0 AND 1),
    recommendation text NOT NULL
        CHECK (recommendation IN ('strong_buy', 'buy', 'hold', 'avoid', 'fade')),
    risk text NOT NULL CHECK (risk IN ('low', 'medium', 'high')),
    confidence double precision NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    signals uuid[] NOT NULL,
    analysed_at timestamptz NOT NULL,
    expires_at timestamptz CHECK (expires_at > analysed_at),
    analyser text NOT NULL,
    version text NOT NULL,
    CHECK ((market = 'team_total') = (team IS NOT NULL)),
    CHECK ((market = 'moneyline') = (line IS NULL)),
    CHECK ((market IN ('total', 'team_total', 'alternate_total')) = (side IN ('over', 'under')))
);
CREATE INDEX analysis_game ON analysis (game, analysed_at);
