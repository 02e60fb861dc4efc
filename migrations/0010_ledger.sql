-- Bets, on paper or of real money, what became of them, and the money they are made with. All three
-- tables are only added to: a score that is corrected adds a settlement beside the first.

CREATE TABLE bet (
    id uuid PRIMARY KEY,
    account text NOT NULL CHECK (account IN ('paper', 'real')),
    game integer NOT NULL REFERENCES game,
    date date NOT NULL,
    market text NOT NULL CHECK (market IN (
        'moneyline', 'run_line', 'total', 'team_total', 'alternate_run_line', 'alternate_total')),
    period text NOT NULL CHECK (period IN ('game', 'first_five', 'first_half')),
    team text CHECK (team IN ('away', 'home')),
    side text NOT NULL CHECK (side IN ('away', 'home', 'over', 'under')),
    line numeric(5, 2) CHECK (abs(line) <= 50 AND line * 4 % 1 = 0),
    book text NOT NULL REFERENCES book (code),
    price integer NOT NULL CHECK (abs(price) >= 100 AND price <> -100),
    stake numeric(11, 2) NOT NULL CHECK (stake > 0),
    rule text NOT NULL CHECK (rule IN ('official', 'full')),
    note text NOT NULL,
    placed_at timestamptz NOT NULL,
    CHECK ((market = 'team_total') = (team IS NOT NULL)),
    CHECK ((market = 'moneyline') = (line IS NULL)),
    CHECK ((market IN ('total', 'team_total', 'alternate_total')) = (side IN ('over', 'under'))),
    CHECK (side IN ('away', 'home') OR line > 0)
);
CREATE INDEX bet_game ON bet (game);
CREATE INDEX bet_placed ON bet (placed_at);
COMMENT ON TABLE bet IS 'Bets as they were placed; a game that has one cannot be taken apart.';
COMMENT ON COLUMN bet.id IS 'Given when it is placed.';
COMMENT ON COLUMN bet.account IS 'paper or real: whose money it is.';
COMMENT ON COLUMN bet.game IS 'The game, which MLB has named.';
COMMENT ON COLUMN bet.date IS 'The slate date it was to be played on; played on another it is void.';
COMMENT ON COLUMN bet.market IS 'The market.';
COMMENT ON COLUMN bet.period IS 'Its period.';
COMMENT ON COLUMN bet.team IS 'Whose total a team total is.';
COMMENT ON COLUMN bet.side IS 'The side.';
COMMENT ON COLUMN bet.line IS 'In runs, as the side has it; null for a moneyline.';
COMMENT ON COLUMN bet.book IS 'Where it was placed.';
COMMENT ON COLUMN bet.price IS 'American.';
COMMENT ON COLUMN bet.stake IS 'Money.';
COMMENT ON COLUMN bet.rule IS
    'When it stands: official, once the game is final; full, if it went as many innings as scheduled.';
COMMENT ON COLUMN bet.note IS 'A label of the bettor''s, such as a strategy; empty for none.';
COMMENT ON COLUMN bet.placed_at IS 'When it was placed.';

CREATE TABLE settlement (
    bet uuid NOT NULL REFERENCES bet ON DELETE CASCADE,
    number smallint NOT NULL CHECK (number >= 1),
    settlement text NOT NULL
        CHECK (settlement IN ('win', 'half_win', 'push', 'half_loss', 'loss', 'void')),
    payout numeric(11, 2) NOT NULL CHECK (payout >= 0),
    settled_at timestamptz NOT NULL,
    PRIMARY KEY (bet, number),
    CHECK (settlement <> 'loss' OR payout = 0)
);
COMMENT ON TABLE settlement IS 'What became of bets: the last of a bet holds.';
COMMENT ON COLUMN settlement.bet IS 'The bet.';
COMMENT ON COLUMN settlement.number IS '1, and one more for each correction.';
COMMENT ON COLUMN settlement.settlement IS 'win, half_win, push, half_loss, loss or void.';
COMMENT ON COLUMN settlement.payout IS 'All that came back, the stake with it.';
COMMENT ON COLUMN settlement.settled_at IS 'When it was settled so.';

CREATE TABLE deposit (
    id uuid PRIMARY KEY,
    account text NOT NULL CHECK (account IN ('paper', 'real')),
    amount numeric(11, 2) NOT NULL CHECK (amount <> 0),
    note text NOT NULL,
    deposited_at timestamptz NOT NULL
);
COMMENT ON TABLE deposit IS 'Money put into an account, and taken out: with all profits, the bankroll.';
COMMENT ON COLUMN deposit.id IS 'Given when it is made.';
COMMENT ON COLUMN deposit.account IS 'paper or real.';
COMMENT ON COLUMN deposit.amount IS 'Below 0 where it was taken out.';
COMMENT ON COLUMN deposit.note IS 'A label; empty for none.';
COMMENT ON COLUMN deposit.deposited_at IS 'When it was made.';

CREATE VIEW ledger AS
SELECT b.*, s.settlement, s.payout, s.settled_at
FROM bet b
LEFT JOIN LATERAL (
    SELECT settlement, payout, settled_at FROM settlement WHERE bet = b.id
    ORDER BY number DESC LIMIT 1
) s ON true;
COMMENT ON VIEW ledger IS 'Each bet with the settlement that holds; null while it is open.';
