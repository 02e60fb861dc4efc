"""The thirty clubs. A code is the abbreviation MLB used in 2025."""

from __future__ import annotations

from attrs import frozen


@frozen
class Team:
    code: str
    name: str


TEAMS = {
    code: Team(code, name)
    for code, name in (
        ("ATH", "Athletics"),
        ("ATL", "Atlanta Braves"),
        ("AZ", "Arizona Diamondbacks"),
        ("BAL", "Baltimore Orioles"),
        ("BOS", "Boston Red Sox"),
        ("CHC", "Chicago Cubs"),
        ("CIN", "Cincinnati Reds"),
        ("CLE", "Cleveland Guardians"),
        ("COL", "Colorado Rockies"),
        ("CWS", "Chicago White Sox"),
        ("DET", "Detroit Tigers"),
        ("HOU", "Houston Astros"),
        ("KC", "Kansas City Royals"),
        ("LAA", "Los Angeles Angels"),
        ("LAD", "Los Angeles Dodgers"),
        ("MIA", "Miami Marlins"),
        ("MIL", "Milwaukee Brewers"),
        ("MIN", "Minnesota Twins"),
        ("NYM", "New York Mets"),
        ("NYY", "New York Yankees"),
        ("PHI", "Philadelphia Phillies"),
        ("PIT", "Pittsburgh Pirates"),
        ("SD", "San Diego Padres"),
        ("SEA", "Seattle Mariners"),
        ("SF", "San Francisco Giants"),
        ("STL", "St. Louis Cardinals"),
        ("TB", "Tampa Bay Rays"),
        ("TEX", "Texas Rangers"),
        ("TOR", "Toronto Blue Jays"),
        ("WSH", "Washington Nationals"),
    )
}

ALL_STARS = {
    "AL": Team("AL", "American League All-Stars"),
    "NL": Team("NL", "National League All-Stars"),
}
