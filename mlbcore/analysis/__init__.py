"""Pure functions over records: what the prices and splits say."""
