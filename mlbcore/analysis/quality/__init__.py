"""How far a record can be relied on, by rules."""
