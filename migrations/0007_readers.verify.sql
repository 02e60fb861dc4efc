SELECT game, source, book, price, line, observed_at FROM price WHERE false;
SELECT game, source, book, tickets_percent, observed_at FROM public_money WHERE false;
