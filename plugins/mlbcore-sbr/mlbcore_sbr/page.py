"""Where on a page its data stand, whichever of the two forms the page has."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from mlbcore import DataError
from mlbcore_sbr.wire import PageData

T = TypeVar("T")

BASE_URL = "https://www.sportsbookreview.com"
ROOT = "/betting-odds/mlb-baseball"
HTML = "text/html"
SCRIPT = "__NEXT_DATA__"
MARK = f'id="{SCRIPT}"'.encode()
END = b"</script"
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


def page_data(body: bytes) -> memoryview:
    """The JSON of a page, whole. Raises DataError when it has none.

    It stands in the page's ``__NEXT_DATA__`` script, or the body is JSON alone, as the site's own
    script fetches it. Searched for, not parsed: inside the JSON a ``<`` that could end the script
    is escaped, and the script is most of the page: which is why it is not copied either.
    """
    if body[:64].lstrip().startswith(b"{"):
        return memoryview(body)
    mark = body.find(MARK)
    begin = body.find(b">", mark)
    end = body.find(b"<", begin)  # one byte is found ten times as fast as eight
    if not body.startswith(END, end):
        end = body.find(END, end)
    if mark < 0 or begin < 0:
        raise DataError(f"the page has no {SCRIPT}: an error page, or a new form")
    if end < 0:
        raise DataError(f"the page ends within its {SCRIPT}")
    return memoryview(body)[begin + 1 : end]


def page_props(page: PageData[T]) -> T:
    """The properties of a page, wherever its form has them. Raises DataError when it has none."""
    props = page.props.pageProps if page.props else page.pageProps
    if props is None:
        raise DataError("the page has no pageProps: an error page, or a new form")
    return props
