SELECT run, source, finished_at, requests, retries, waited, breaker, openings
FROM run_source WHERE false;
