"""Pages and charts to look at."""
