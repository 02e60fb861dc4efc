-- What every table and column is.

COMMENT ON TABLE source IS 'Sources by name.';
COMMENT ON COLUMN source.id IS 'The code other tables use.';
COMMENT ON COLUMN source.name IS 'As plugins name it: mlb, sbr, action.';

COMMENT ON COLUMN book.id IS 'The code other tables use.';
COMMENT ON COLUMN book.code IS 'As mlbcore names it; source:name where it is not known.';
COMMENT ON COLUMN book.name IS 'As people name it.';
COMMENT ON COLUMN book.bettable IS 'Whether anybody can bet there: not at a consensus.';

COMMENT ON COLUMN market.id IS 'The code other tables use.';
COMMENT ON COLUMN market.market IS 'moneyline, run_line, total, team_total, and alternates.';
COMMENT ON COLUMN market.period IS 'The whole game, the first five innings, or the first half.';
COMMENT ON COLUMN market.team IS 'Whose total a team total is; else null.';

COMMENT ON TABLE side IS 'The sides of markets.';
COMMENT ON COLUMN side.id IS 'The code other tables use.';
COMMENT ON COLUMN side.side IS 'away, home, over or under.';

COMMENT ON COLUMN phase.id IS 'The code other tables use.';
COMMENT ON COLUMN phase.phase IS 'opener, pregame, close or live.';

COMMENT ON TABLE line_status IS 'Whether a price can be had.';
COMMENT ON COLUMN line_status.id IS 'The code other tables use.';
COMMENT ON COLUMN line_status.status IS 'active, suspended, closed or settled.';

COMMENT ON COLUMN payload.id IS 'In the order of arrival, without a gap.';
COMMENT ON COLUMN payload.source IS 'Who sent it.';
COMMENT ON COLUMN payload.collector IS 'Which collector of the source asked for it.';
COMMENT ON COLUMN payload.date IS 'The slate date it was asked for, US Eastern.';
COMMENT ON COLUMN payload.url IS 'What was asked, without secrets.';
COMMENT ON COLUMN payload.status IS 'The status code of the answer.';
COMMENT ON COLUMN payload.content_type IS 'As the answer gave it.';
COMMENT ON COLUMN payload.fetched_at IS 'When the answer had come.';
COMMENT ON COLUMN payload.sha256 IS 'Of the body as it came.';
COMMENT ON COLUMN payload.complete IS 'False where it was cut short: kept, but never read.';
COMMENT ON COLUMN payload.body IS 'As it came, compressed with zlib.';

COMMENT ON COLUMN sighting.payload IS 'Whose bytes were seen again.';
COMMENT ON COLUMN sighting.fetched_at IS 'When that answer had come.';

COMMENT ON TABLE game IS 'Games, as they stand on their own dates.';
COMMENT ON COLUMN game.id IS 'Ours, without a gap.';
COMMENT ON COLUMN game.game_number IS '1, or 2 for the second of a doubleheader.';
COMMENT ON COLUMN game.away IS 'The visiting team.';
COMMENT ON COLUMN game.home IS 'The home team.';
COMMENT ON COLUMN game.start IS 'The first pitch, or when it is planned.';
COMMENT ON COLUMN game.start_tbd IS 'Whether the start is a placeholder.';
COMMENT ON COLUMN game.status IS 'Null while no source has said it in words we know.';
COMMENT ON COLUMN game.venue IS 'As its source names it.';
COMMENT ON COLUMN game.away_score IS 'Runs; null before they are known.';
COMMENT ON COLUMN game.home_score IS 'Runs; null before they are known.';

COMMENT ON COLUMN game_date.game IS 'The game that is listed.';
COMMENT ON COLUMN game_date.date IS 'The slate date it is listed on, US Eastern.';
COMMENT ON COLUMN game_date.source IS 'Who lists it so.';
COMMENT ON COLUMN game_date.said_at IS 'When the listing was fetched.';
COMMENT ON COLUMN game_date.game_number IS '1, or 2 for the second of a doubleheader.';
COMMENT ON COLUMN game_date.start IS 'When it was to start, on that date.';
COMMENT ON COLUMN game_date.start_tbd IS 'Whether the start is a placeholder.';
COMMENT ON COLUMN game_date.status IS 'As it stood on that date.';
COMMENT ON COLUMN game_date.venue IS 'As its source names it.';
COMMENT ON COLUMN game_date.away_score IS 'Runs; null before they are known.';
COMMENT ON COLUMN game_date.home_score IS 'Runs; null before they are known.';

COMMENT ON COLUMN game_source.source IS 'Whose id it is.';
COMMENT ON COLUMN game_source.external_id IS 'The id; a game may have several of one source.';
COMMENT ON COLUMN game_source.game IS 'The game it names.';
COMMENT ON COLUMN game_source.date IS 'The slate date it was first met on.';
COMMENT ON COLUMN game_source.payload IS 'The payload it was first met in.';

COMMENT ON COLUMN slate.date IS 'The slate date, US Eastern.';
COMMENT ON COLUMN slate.payload IS 'The payload that first named its games.';

COMMENT ON COLUMN quote.game IS 'The game it is for.';
COMMENT ON COLUMN quote.payload IS 'Where it was read.';
COMMENT ON COLUMN quote.price IS 'American, as quoted; even money is +100.';
COMMENT ON COLUMN quote.book IS 'Whose price it is.';
COMMENT ON COLUMN quote.market IS 'The market, its period and team.';
COMMENT ON COLUMN quote.side IS 'The side it is for.';
COMMENT ON COLUMN quote.phase IS 'opener, pregame, close or live.';
COMMENT ON COLUMN quote.source IS 'Who showed it.';
COMMENT ON COLUMN quote.status IS 'Whether it could be had.';

COMMENT ON COLUMN quote_current.observed_at IS
    'When the market showed it; minus infinity for an opener.';
COMMENT ON COLUMN quote_current.recorded_at IS 'When its payload was fetched.';
COMMENT ON COLUMN quote_current.game IS 'The game it is for.';
COMMENT ON COLUMN quote_current.payload IS 'Where it was read.';
COMMENT ON COLUMN quote_current.price IS 'American, as quoted.';
COMMENT ON COLUMN quote_current.line IS 'In quarter runs; 0 for a moneyline.';
COMMENT ON COLUMN quote_current.rung IS 'The line of an alternate market; else 0.';
COMMENT ON COLUMN quote_current.book IS 'Whose price it is.';
COMMENT ON COLUMN quote_current.market IS 'The market, its period and team.';
COMMENT ON COLUMN quote_current.side IS 'The side it is for.';
COMMENT ON COLUMN quote_current.phase IS 'opener, pregame, close or live.';
COMMENT ON COLUMN quote_current.source IS 'Who showed it.';
COMMENT ON COLUMN quote_current.status IS 'Whether it could be had.';
COMMENT ON COLUMN quote_current.tick IS 'Which of the prices its payload shows for that instant.';

COMMENT ON COLUMN split.observed_at IS 'When it was shown; minus infinity for an opener.';
COMMENT ON COLUMN split.recorded_at IS 'When its payload was fetched.';
COMMENT ON COLUMN split.tickets_percent IS 'The side''s share of bets, 0 to 100.';
COMMENT ON COLUMN split.money_percent IS 'The side''s share of money, 0 to 100.';
COMMENT ON COLUMN split.game IS 'The game it is for.';
COMMENT ON COLUMN split.payload IS 'Where it was read.';
COMMENT ON COLUMN split.bets IS 'How many bets the source counted.';
COMMENT ON COLUMN split.book IS 'Whose customers they are.';
COMMENT ON COLUMN split.market IS 'The market, its period and team.';
COMMENT ON COLUMN split.side IS 'The side it is for.';
COMMENT ON COLUMN split.phase IS 'opener, pregame, close or live.';
COMMENT ON COLUMN split.source IS 'Who showed it.';

COMMENT ON COLUMN split_current.observed_at IS 'When it was shown; minus infinity for an opener.';
COMMENT ON COLUMN split_current.recorded_at IS 'When its payload was fetched.';
COMMENT ON COLUMN split_current.tickets_percent IS 'The side''s share of bets, 0 to 100.';
COMMENT ON COLUMN split_current.money_percent IS 'The side''s share of money, 0 to 100.';
COMMENT ON COLUMN split_current.game IS 'The game it is for.';
COMMENT ON COLUMN split_current.payload IS 'Where it was read.';
COMMENT ON COLUMN split_current.bets IS 'How many bets the source counted.';
COMMENT ON COLUMN split_current.book IS 'Whose customers they are.';
COMMENT ON COLUMN split_current.market IS 'The market, its period and team.';
COMMENT ON COLUMN split_current.side IS 'The side it is for.';
COMMENT ON COLUMN split_current.phase IS 'opener, pregame, close or live.';
COMMENT ON COLUMN split_current.source IS 'Who showed it.';

COMMENT ON COLUMN unmatched.source IS 'Who lists it.';
COMMENT ON COLUMN unmatched.external_id IS 'Its id there.';
COMMENT ON COLUMN unmatched.date IS 'The slate date it was looked for on.';
COMMENT ON COLUMN unmatched.collector IS 'Which collector read it.';
COMMENT ON COLUMN unmatched.away IS 'The visiting team, as far as it is known.';
COMMENT ON COLUMN unmatched.home IS 'The home team, as far as it is known.';
COMMENT ON COLUMN unmatched.start IS 'As its source gives it.';
COMMENT ON COLUMN unmatched.reason IS 'Why no game is certain.';
COMMENT ON COLUMN unmatched.payload IS 'The last payload that showed it.';
COMMENT ON COLUMN unmatched.first_seen IS 'When it was first unmatched.';

COMMENT ON TABLE run IS 'Runs of collecting.';
COMMENT ON COLUMN run.id IS 'Chosen by the run.';
COMMENT ON COLUMN run.started_at IS 'When it began.';
COMMENT ON COLUMN run.finished_at IS 'When it ended; null where it did not.';

COMMENT ON COLUMN unit.source IS 'The source that was asked.';
COMMENT ON COLUMN unit.collector IS 'Its collector.';
COMMENT ON COLUMN unit.date IS 'The slate date, US Eastern.';
COMMENT ON COLUMN unit.run IS 'The run that did it last.';
COMMENT ON COLUMN unit.status IS 'success, partial, failed or skipped.';
COMMENT ON COLUMN unit.payloads IS 'How many were taken in.';
COMMENT ON COLUMN unit.records IS 'How many were read.';
COMMENT ON COLUMN unit.new IS 'How many were inserted or changed.';
COMMENT ON COLUMN unit.unchanged IS 'How many said nothing new.';
COMMENT ON COLUMN unit.refused IS 'How many were not taken, with a reason.';
COMMENT ON COLUMN unit.failed IS 'How many payloads could not be had or read.';
COMMENT ON COLUMN unit.unmatched IS 'How many games were unmatched.';
COMMENT ON COLUMN unit.message IS 'What went wrong, first things first.';
COMMENT ON COLUMN unit.finished_at IS 'When it was done.';

COMMENT ON TABLE team IS 'Teams, by the abbreviation MLB used in 2025.';
COMMENT ON COLUMN team.code IS 'The abbreviation.';
COMMENT ON COLUMN team.name IS 'City and nickname, as MLB spells them.';
COMMENT ON COLUMN team.city IS 'Null where the club carries none.';
COMMENT ON COLUMN team.nickname IS 'The name without the city.';
COMMENT ON COLUMN team.league IS 'AL or NL.';
COMMENT ON COLUMN team.division IS 'east, central or west.';

COMMENT ON TABLE team_source IS 'The ids and names each source gives a team.';
COMMENT ON COLUMN team_source.source IS 'Whose id it is.';
COMMENT ON COLUMN team_source.external_id IS 'The id, or a name it spells.';
COMMENT ON COLUMN team_source.team IS 'The team it means.';

COMMENT ON TABLE book_source IS
    'The ids each source gives a book; the states of one operator are one book.';
COMMENT ON COLUMN book_source.source IS 'Whose id it is.';
COMMENT ON COLUMN book_source.external_id IS 'The id.';
COMMENT ON COLUMN book_source.book IS 'The book it means.';

COMMENT ON TABLE venue IS 'Ballparks, by the ids of MLB.';
COMMENT ON COLUMN venue.id IS 'MLB''s.';
COMMENT ON COLUMN venue.name IS 'As it was called last.';
COMMENT ON COLUMN venue.city IS 'Where it is.';
COMMENT ON COLUMN venue.state IS 'Where it is.';
COMMENT ON COLUMN venue.country IS 'Where it is.';
COMMENT ON COLUMN venue.timezone IS 'By its name in the IANA database.';
COMMENT ON COLUMN venue.capacity IS 'Seats.';
COMMENT ON COLUMN venue.surface IS 'Grass or artificial turf.';
COMMENT ON COLUMN venue.roof_type IS 'Open, retractable or dome.';

COMMENT ON TABLE weather IS 'The weather a game was played in.';
COMMENT ON COLUMN weather.game IS 'The game.';
COMMENT ON COLUMN weather.condition IS 'In a word.';
COMMENT ON COLUMN weather.temperature_f IS 'Degrees Fahrenheit.';
COMMENT ON COLUMN weather.wind_mph IS 'Miles an hour.';
COMMENT ON COLUMN weather.wind_direction IS 'By the field, as MLB says it: Out To CF.';
COMMENT ON COLUMN weather.humidity_percent IS '0 to 100.';

COMMENT ON TABLE pitcher IS 'Pitchers, by the ids of MLB.';
COMMENT ON COLUMN pitcher.id IS 'MLB''s.';
COMMENT ON COLUMN pitcher.full_name IS 'First name and last.';
COMMENT ON COLUMN pitcher.throws IS 'L, R, or S for both.';

COMMENT ON TABLE starter IS 'Who starts for each side of a game, as he stood before it.';
COMMENT ON COLUMN starter.game IS 'The game.';
COMMENT ON COLUMN starter.side IS 'away or home.';
COMMENT ON COLUMN starter.pitcher IS 'Who.';
COMMENT ON COLUMN starter.era IS 'Earned runs a nine innings.';
COMMENT ON COLUMN starter.wins IS 'Of the season.';
COMMENT ON COLUMN starter.losses IS 'Of the season.';

COMMENT ON TABLE context IS 'What kind of game it is.';
COMMENT ON COLUMN context.game IS 'The game.';
COMMENT ON COLUMN context.game_type IS 'Of the season, the postseason, or for show.';
COMMENT ON COLUMN context.season IS 'The year.';
COMMENT ON COLUMN context.double_header IS 'none, traditional or split.';
COMMENT ON COLUMN context.series_description IS 'As MLB names it.';
COMMENT ON COLUMN context.series_game_number IS 'Its place in the series.';
COMMENT ON COLUMN context.games_in_series IS 'How many there are at most.';
COMMENT ON COLUMN context.scheduled_innings IS '9, or 7 in doubleheaders of 2020 and 2021.';
COMMENT ON COLUMN context.day_night IS 'day or night.';
COMMENT ON COLUMN context.if_necessary IS 'Whether it is played only if it decides something.';
COMMENT ON COLUMN context.attendance IS 'Spectators.';
COMMENT ON COLUMN context.duration_minutes IS 'How long it took.';

COMMENT ON TABLE signal IS 'What a detector found in the record of one market.';
COMMENT ON COLUMN signal.id IS 'Made from what was found, so that it comes out the same again.';
COMMENT ON COLUMN signal.game IS 'The game.';
COMMENT ON COLUMN signal.market IS 'The market.';
COMMENT ON COLUMN signal.period IS 'Its period.';
COMMENT ON COLUMN signal.team IS 'Whose total a team total is.';
COMMENT ON COLUMN signal.side IS 'The side it speaks for.';
COMMENT ON COLUMN signal.type IS 'What was found.';
COMMENT ON COLUMN signal.strength IS '0 to 1.';
COMMENT ON COLUMN signal.confidence IS 'How good the evidence is, 0 to 1: no probability.';
COMMENT ON COLUMN signal.raised_at IS 'The instant it is as of.';
COMMENT ON COLUMN signal.expires_at IS 'When it says nothing any more.';
COMMENT ON COLUMN signal.detector IS 'What found it.';
COMMENT ON COLUMN signal.version IS 'Of the detector.';
COMMENT ON COLUMN signal.books_for IS 'Books whose prices support it.';
COMMENT ON COLUMN signal.books_against IS 'Books whose prices speak against it.';
COMMENT ON COLUMN signal.indicators_for IS 'What supports it.';
COMMENT ON COLUMN signal.indicators_against IS 'What speaks against it.';
COMMENT ON COLUMN signal.features IS 'The numbers it was computed from.';

COMMENT ON TABLE evidence IS 'The rows of history a signal rests on.';
COMMENT ON COLUMN evidence.signal IS 'The signal.';
COMMENT ON COLUMN evidence.history IS 'quote or split: the table the row is in.';
COMMENT ON COLUMN evidence.book IS 'Of the row.';
COMMENT ON COLUMN evidence.market IS 'Of the row.';
COMMENT ON COLUMN evidence.period IS 'Of the row.';
COMMENT ON COLUMN evidence.team IS 'Of the row.';
COMMENT ON COLUMN evidence.side IS 'Of the row.';
COMMENT ON COLUMN evidence.phase IS 'Of the row.';
COMMENT ON COLUMN evidence.line IS 'Of the row, in runs.';
COMMENT ON COLUMN evidence.observed_at IS 'Of the row; null for an opener.';
COMMENT ON COLUMN evidence.payload IS 'Of the row.';
COMMENT ON COLUMN evidence.tick IS 'Of the row.';

COMMENT ON TABLE consensus IS
    'What the books of a market thought of one side at one line, without vig.';
COMMENT ON COLUMN consensus.game IS 'The game.';
COMMENT ON COLUMN consensus.market IS 'The market.';
COMMENT ON COLUMN consensus.period IS 'Its period.';
COMMENT ON COLUMN consensus.side IS 'The side.';
COMMENT ON COLUMN consensus.observed_at IS 'The instant it is as of.';
COMMENT ON COLUMN consensus.line IS 'In runs; null for a moneyline.';
COMMENT ON COLUMN consensus.median_no_vig IS 'Of the books'' fair probabilities, 0 to 1.';
COMMENT ON COLUMN consensus.mean_no_vig IS 'Of the books'' fair probabilities, 0 to 1.';
COMMENT ON COLUMN consensus.lowest_no_vig IS 'Of any book.';
COMMENT ON COLUMN consensus.highest_no_vig IS 'Of any book.';
COMMENT ON COLUMN consensus.hold IS 'The books'' median share of all money, 0 to 1.';
COMMENT ON COLUMN consensus.books IS 'How many operators it is made of.';
COMMENT ON COLUMN consensus.outliers IS 'Books that were left out for being far from the rest.';
COMMENT ON COLUMN consensus.stale IS 'Books that were left out for being old.';

COMMENT ON TABLE analysis IS 'What to do about one side of one market, and why.';
COMMENT ON COLUMN analysis.id IS
    'Made from what was concluded, so that it comes out the same again.';
COMMENT ON COLUMN analysis.game IS 'The game.';
COMMENT ON COLUMN analysis.market IS 'The market.';
COMMENT ON COLUMN analysis.period IS 'Its period.';
COMMENT ON COLUMN analysis.team IS 'Whose total a team total is.';
COMMENT ON COLUMN analysis.side IS 'The side.';
COMMENT ON COLUMN analysis.line IS 'In runs; null for a moneyline.';
COMMENT ON COLUMN analysis.book IS 'Where the price was to be had.';
COMMENT ON COLUMN analysis.price IS 'American.';
COMMENT ON COLUMN analysis.fair_probability IS 'That the side wins, 0 to 1.';
COMMENT ON COLUMN analysis.expected_value IS 'Profit for each unit staked.';
COMMENT ON COLUMN analysis.stake IS 'Share of the bankroll, 0 to 1.';
COMMENT ON COLUMN analysis.recommendation IS 'strong_buy, buy, hold, avoid or fade.';
COMMENT ON COLUMN analysis.risk IS 'low, medium or high.';
COMMENT ON COLUMN analysis.confidence IS 'How good the evidence is, 0 to 1: no probability.';
COMMENT ON COLUMN analysis.signals IS 'The signals it rests on.';
COMMENT ON COLUMN analysis.analysed_at IS 'The instant it is as of.';
COMMENT ON COLUMN analysis.expires_at IS 'When it says nothing any more.';
COMMENT ON COLUMN analysis.analyser IS 'What concluded it.';
COMMENT ON COLUMN analysis.version IS 'Of the analyser.';
