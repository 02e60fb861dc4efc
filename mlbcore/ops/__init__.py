"""What runs beside the work: pages, probes and metrics for others, and the doctor."""
