"""How good the prices of the archive workbooks were, season by season."""
