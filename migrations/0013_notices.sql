-- What people have been told, so that nobody is told it twice, whichever process tells it.

CREATE TABLE notice (
    destination text NOT NULL,
    key text NOT NULL,
    message uuid NOT NULL,
    sent_at timestamptz NOT NULL,
    PRIMARY KEY (destination, key)
);
COMMENT ON TABLE notice IS 'Notices that were sent, for as many days as the settings say.';
COMMENT ON COLUMN notice.destination IS 'Where to: a digest of the address, which is a secret.';
COMMENT ON COLUMN notice.key IS 'What it told of, such as a signal by its id, or a failed unit.';
COMMENT ON COLUMN notice.message IS 'The message it was in: a message tells of several.';
COMMENT ON COLUMN notice.sent_at IS 'When that was sent.';
