"""What plugin authors and this project test with: strategies and contracts."""
