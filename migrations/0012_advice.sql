-- What an analysis found beside its conclusion: the risk in each dimension, the numbers it was
-- computed from, and when best to bet.

ALTER TABLE analysis
    ADD COLUMN risks jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(risks) = 'object'),
    ADD COLUMN features jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(features) = 'object'),
    ADD COLUMN best_at timestamptz CHECK (best_at >= analysed_at);
COMMENT ON COLUMN analysis.risks IS 'The risk by dimension: low, medium or high; the worst is risk.';
COMMENT ON COLUMN analysis.features IS 'The numbers it was computed from, by name.';
COMMENT ON COLUMN analysis.best_at IS 'When to bet; null where that was not asked.';
COMMENT ON COLUMN analysis.expected_value IS 'Profit of each unit staked that is not pushed.';
COMMENT ON COLUMN analysis.fair_probability IS 'That the side wins if it does not push, 0 to 1.';
