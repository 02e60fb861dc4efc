"""The script on a page that holds its data."""

from __future__ import annotations

from mlbcore import DataError

MARK = b'id="__NEXT_DATA__"'


def next_data(html: bytes) -> bytes:
    """The JSON of the page's ``__NEXT_DATA__`` script, whole. Raises DataError when it has none.

    Searched for, not parsed: inside the JSON a ``<`` that could end the script is escaped, and a
    page is 700 kB of which the script is most.
    """
    mark = html.find(MARK)
    begin = html.find(b">", mark)
    end = html.find(b"</script", begin)
    if mark < 0 or begin < 0:
        raise DataError("the page has no __NEXT_DATA__: an error page, or a new form")
    if end < 0:
        raise DataError("the page ends within its __NEXT_DATA__")
    return html[begin + 1 : end]
