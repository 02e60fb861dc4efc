"""The files for Prometheus and Grafana load, and name only metrics that there are."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from tests.operations.test_metrics import documented

PROMTOOL = shutil.which("promtool")
METRIC = re.compile(r"\bmlbcore_\w+")
HISTOGRAM = re.compile(r"(mlbcore_http_request_seconds)_(bucket|sum|count)")

needs_promtool = pytest.mark.skipif(PROMTOOL is None, reason="promtool is not installed")


@pytest.fixture(scope="module")
def deploy(pytestconfig: pytest.Config) -> Path:
    return pytestconfig.rootpath / "deploy"


@pytest.fixture(scope="module")
def dashboard(deploy: Path) -> dict[str, Any]:
    text = (deploy / "grafana/dashboards/mlbcore.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def promtool(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    assert PROMTOOL is not None
    return subprocess.run([PROMTOOL, *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("file", ["prometheus/alerts.yml", "grafana/dashboards/mlbcore.json"])
def test_only_metrics_that_there_are_are_named(
    deploy: Path, pytestconfig: pytest.Config, file: str
) -> None:
    text = HISTOGRAM.sub(r"\1", (deploy / file).read_text("utf-8"))
    named = set(METRIC.findall(text)) - {"mlbcore_prometheus"}
    assert named
    assert named <= documented(pytestconfig.rootpath).keys()


def test_every_metric_of_ours_is_drawn(
    dashboard: dict[str, Any], pytestconfig: pytest.Config
) -> None:
    drawn = set(METRIC.findall(HISTOGRAM.sub(r"\1", json.dumps(dashboard))))
    assert documented(pytestconfig.rootpath).keys() - drawn == {"mlbcore_info"}


@needs_promtool
def test_prometheus_loads_its_configuration_and_the_alerts(deploy: Path) -> None:
    run = promtool("check", "config", deploy / "prometheus/prometheus.yml")
    assert run.returncode == 0, run.stdout + run.stderr


@needs_promtool
def test_the_alerts_fire_when_they_should_and_not_before(deploy: Path, tmp_path: Path) -> None:
    shutil.copy(deploy / "prometheus/alerts.yml", tmp_path)
    cases = Path(__file__).with_name("alerts_test.yml")
    shutil.copy(cases, tmp_path)
    run = promtool("test", "rules", tmp_path / cases.name)
    assert run.returncode == 0, run.stdout + run.stderr


@needs_promtool
def test_prometheus_understands_every_query_of_the_dashboard(
    dashboard: dict[str, Any], tmp_path: Path
) -> None:
    queries = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    rules = [{"record": f"query:{n}", "expr": query} for n, query in enumerate(queries)]
    file = tmp_path / "queries.yml"
    # JSON is YAML.
    file.write_text(json.dumps({"groups": [{"name": "queries", "rules": rules}]}))
    run = promtool("check", "rules", file)
    assert run.returncode == 0, run.stdout + run.stderr
    assert f"{len(queries)} rules found" in run.stdout


@pytest.mark.skipif(
    find_spec("grafana_foundation_sdk") is None, reason="grafana-foundation-sdk is not installed"
)
def test_the_dashboard_is_one_by_the_schema_of_grafana(dashboard: dict[str, Any]) -> None:
    """Its own model reads it, and loses nothing: so there is no field that it does not know."""
    from grafana_foundation_sdk.cog.encoder import JSONEncoder
    from grafana_foundation_sdk.models.dashboard import Dashboard

    read = json.loads(JSONEncoder().encode(Dashboard.from_json(dashboard)))
    assert lost(dashboard, read) == []


def test_no_panel_covers_another(dashboard: dict[str, Any]) -> None:
    places = [panel["gridPos"] for panel in dashboard["panels"]]
    assert len({panel["id"] for panel in dashboard["panels"]}) == len(places)
    assert all(place["x"] + place["w"] <= 24 for place in places)
    assert [(a, b) for a, b in combinations(places, 2) if overlap(a, b)] == []


def overlap(a: dict[str, int], b: dict[str, int]) -> bool:
    return (
        a["x"] < b["x"] + b["w"]
        and b["x"] < a["x"] + a["w"]
        and a["y"] < b["y"] + b["h"]
        and b["y"] < a["y"] + a["h"]
    )


def lost(written: object, read: object, path: str = "") -> list[str]:
    """The places of what was written that are not in what was read."""
    if isinstance(written, dict) and isinstance(read, dict):
        return [
            where
            for key, value in written.items()
            for where in lost(value, read.get(key), f"{path}.{key}")
        ]
    if isinstance(written, list) and isinstance(read, list) and len(written) == len(read):
        pairs = enumerate(zip(written, read, strict=True))
        return [where for n, (a, b) in pairs for where in lost(a, b, f"{path}[{n}]")]
    return [] if written == read else [path]
