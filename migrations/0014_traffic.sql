-- What asking each source came to in a run: a run is often gone before anybody could ask it.

CREATE TABLE run_source (
    run uuid NOT NULL REFERENCES run,
    source smallint NOT NULL REFERENCES source,
    finished_at timestamptz NOT NULL,
    requests integer NOT NULL CHECK (requests >= 0),
    retries integer NOT NULL CHECK (retries BETWEEN 0 AND requests),
    waited double precision NOT NULL CHECK (waited >= 0),
    breaker text NOT NULL CHECK (breaker IN ('closed', 'open', 'half-open')),
    openings integer NOT NULL CHECK (openings >= 0),
    PRIMARY KEY (run, source)
);
CREATE INDEX run_source_last ON run_source (source, finished_at);
COMMENT ON TABLE run_source IS 'What asking a source came to in a run that ended.';
COMMENT ON COLUMN run_source.run IS 'Which run.';
COMMENT ON COLUMN run_source.source IS 'The source it was to ask: also one its breaker kept it from.';
COMMENT ON COLUMN run_source.finished_at IS 'When the run ended, as in run.';
COMMENT ON COLUMN run_source.requests IS 'How many were sent, those sent again among them.';
COMMENT ON COLUMN run_source.retries IS 'How many of them asked again what had failed.';
COMMENT ON COLUMN run_source.waited IS 'Seconds that they waited for the source''s pace, summed.';
COMMENT ON COLUMN run_source.breaker IS 'How its breaker stood at the end; of several hosts, the worst.';
COMMENT ON COLUMN run_source.openings IS 'How often a breaker of it opened.';
