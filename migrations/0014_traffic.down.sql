DROP TABLE run_source;
