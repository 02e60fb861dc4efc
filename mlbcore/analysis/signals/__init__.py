"""What detectors find on the tape, weighed against one another."""
