DROP TABLE analysis;
DROP TABLE consensus;
DROP TABLE evidence;
DROP TABLE signal;
