"""Prices and splits as columns: what everything that is asked of a season is asked of."""
