SELECT id, game, market, side, type, strength, confidence, features FROM signal WHERE false;
SELECT signal, history, book, observed_at, payload, tick FROM evidence WHERE false;
SELECT game, market, side, observed_at, median_no_vig, hold FROM consensus WHERE false;
SELECT id, game, fair_probability, expected_value, stake, signals FROM analysis WHERE false;
