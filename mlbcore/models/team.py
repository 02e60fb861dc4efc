"""The thirty clubs. A code is the abbreviation MLB used in 2025."""

from __future__ import annotations

from attrs import frozen


@frozen
class Team:
    """A team. ``city`` is None for a club that carries none.

    ``league`` is AL or NL, ``division`` east, central or west.
    """

    code: str
    city: str | None
    nickname: str
    league: str | None = None
    division: str | None = None

    @property
    def name(self) -> str:
        return f"{self.city} {self.nickname}" if self.city else self.nickname


TEAMS = {
    code: Team(code, city, nickname, league, division)
    for code, city, nickname, league, division in (
        ("ATH", None, "Athletics", "AL", "west"),
        ("ATL", "Atlanta", "Braves", "NL", "east"),
        ("AZ", "Arizona", "Diamondbacks", "NL", "west"),
        ("BAL", "Baltimore", "Orioles", "AL", "east"),
        ("BOS", "Boston", "Red Sox", "AL", "east"),
        ("CHC", "Chicago", "Cubs", "NL", "central"),
        ("CIN", "Cincinnati", "Reds", "NL", "central"),
        ("CLE", "Cleveland", "Guardians", "AL", "central"),
        ("COL", "Colorado", "Rockies", "NL", "west"),
        ("CWS", "Chicago", "White Sox", "AL", "central"),
        ("DET", "Detroit", "Tigers", "AL", "central"),
        ("HOU", "Houston", "Astros", "AL", "west"),
        ("KC", "Kansas City", "Royals", "AL", "central"),
        ("LAA", "Los Angeles", "Angels", "AL", "west"),
        ("LAD", "Los Angeles", "Dodgers", "NL", "west"),
        ("MIA", "Miami", "Marlins", "NL", "east"),
        ("MIL", "Milwaukee", "Brewers", "NL", "central"),
        ("MIN", "Minnesota", "Twins", "AL", "central"),
        ("NYM", "New York", "Mets", "NL", "east"),
        ("NYY", "New York", "Yankees", "AL", "east"),
        ("PHI", "Philadelphia", "Phillies", "NL", "east"),
        ("PIT", "Pittsburgh", "Pirates", "NL", "central"),
        ("SD", "San Diego", "Padres", "NL", "west"),
        ("SEA", "Seattle", "Mariners", "AL", "west"),
        ("SF", "San Francisco", "Giants", "NL", "west"),
        ("STL", "St. Louis", "Cardinals", "NL", "central"),
        ("TB", "Tampa Bay", "Rays", "AL", "east"),
        ("TEX", "Texas", "Rangers", "AL", "west"),
        ("TOR", "Toronto", "Blue Jays", "AL", "east"),
        ("WSH", "Washington", "Nationals", "NL", "east"),
    )
}

ALL_STARS = {
    "AL": Team("AL", None, "American League All-Stars", "AL"),
    "NL": Team("NL", None, "National League All-Stars", "NL"),
}
