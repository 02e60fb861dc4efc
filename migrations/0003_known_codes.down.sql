DROP FUNCTION refuse_wrong_quotes() CASCADE;
DROP FUNCTION refuse_wrong_splits() CASCADE;
DROP FUNCTION refuse_change() CASCADE;
DROP FUNCTION remove_histories() CASCADE;

ALTER TABLE quote ADD CONSTRAINT quote_game_fkey
    FOREIGN KEY (game) REFERENCES game ON DELETE CASCADE;
ALTER TABLE quote_current ADD CONSTRAINT quote_current_game_fkey
    FOREIGN KEY (game) REFERENCES game ON DELETE CASCADE;
ALTER TABLE split ADD CONSTRAINT split_game_fkey
    FOREIGN KEY (game) REFERENCES game ON DELETE CASCADE;
ALTER TABLE split_current ADD CONSTRAINT split_current_game_fkey
    FOREIGN KEY (game) REFERENCES game ON DELETE CASCADE;
