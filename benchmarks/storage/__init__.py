"""Storage beside what the server can do, and beside other libraries doing the same."""
