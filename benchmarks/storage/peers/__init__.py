"""The same quotes into the same tables, by other means; each as its own documentation advises."""
