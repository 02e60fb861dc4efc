DROP TABLE backtest_day;
DROP TABLE backtest_part;
DROP TABLE backtest;
DROP TABLE strategy;
