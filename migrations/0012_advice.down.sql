COMMENT ON COLUMN analysis.fair_probability IS 'That the side wins, 0 to 1.';
COMMENT ON COLUMN analysis.expected_value IS 'Profit for each unit staked.';
ALTER TABLE analysis
    DROP COLUMN risks,
    DROP COLUMN features,
    DROP COLUMN best_at;
