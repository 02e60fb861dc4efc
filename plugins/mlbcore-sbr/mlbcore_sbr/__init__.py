"""SportsbookReview as a source of mlbcore: the hooks, and nothing that is slow to load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlbcore import hookimpl

if TYPE_CHECKING:
    from mlbcore import Collector, IdMapper


@hookimpl
def mlbcore_collectors() -> list[Collector]:
    from mlbcore_sbr.day import PAGES
    from mlbcore_sbr.history import LineHistory
    from mlbcore_sbr.workbook import Workbook

    return [*PAGES, LineHistory(), Workbook()]


@hookimpl
def mlbcore_id_mappers() -> list[IdMapper]:
    from mlbcore_sbr.archive_ids import ArchiveIds
    from mlbcore_sbr.ids import SbrIds

    return [SbrIds(), ArchiveIds()]
