"""Measurements, run by hand; each prints its goals as met or not met, with their figures."""
