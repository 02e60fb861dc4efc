SELECT id, name, category, configuration FROM strategy WHERE false;
SELECT id, strategy, first, last, games, made_at, version, seed, resamples
FROM backtest WHERE false;
SELECT backtest, part, bets, won, lost, pushed, void, days, staked, profit, returned, low, high,
    win_rate, average_price, average_stake, drawdown, volatility, sharpe, sharpe_daily,
    profit_factor, closes, beaten, cents, points, ratio, expected_value, forecasts, brier,
    log_loss, calibration_error
FROM backtest_part WHERE false;
SELECT backtest, date, bets, staked, profit FROM backtest_day WHERE false;
