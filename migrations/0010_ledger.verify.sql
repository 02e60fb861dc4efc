SELECT id, account, game, date, market, side, line, book, price, stake, rule, placed_at FROM bet
WHERE false;
SELECT bet, number, settlement, payout, settled_at FROM settlement WHERE false;
SELECT id, account, amount, note, deposited_at FROM deposit WHERE false;
SELECT id, stake, settlement, payout, settled_at FROM ledger WHERE false;
