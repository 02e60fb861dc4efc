"""What is inside the wheels and the sdist, and that a wheel alone is enough."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from configparser import ConfigParser
from pathlib import Path

import pytest

import mlbcore

PLUGINS = sorted(Path(__file__).parents[2].glob("plugins/*/pyproject.toml"))


@pytest.fixture(scope="module")
def migrations(root: Path) -> list[str]:
    return sorted(file.name for file in root.glob("migrations/*.sql"))


def test_the_wheel_holds_every_migration(root: Path, tmp_path: Path, migrations: list[str]) -> None:
    wheel = _build("wheel", root, tmp_path)
    assert migrations
    assert _migrations_in(wheel) == migrations


def test_the_wheel_built_from_the_sdist_holds_every_migration(
    root: Path, tmp_path: Path, migrations: list[str]
) -> None:
    sdist = _build("sdist", root, tmp_path)
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    unpacked = tmp_path / sdist.name.removesuffix(".tar.gz")
    assert _migrations_in(_build("wheel", unpacked, tmp_path)) == migrations


def test_the_sdist_holds_what_prometheus_and_grafana_load_and_no_tests(
    root: Path, tmp_path: Path
) -> None:
    files = {file.relative_to(root).as_posix() for file in root.glob("deploy/**/*.*")}
    with tarfile.open(_build("sdist", root, tmp_path)) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    assert files
    assert files | {"README.md", "LICENSE"} <= held
    assert [name for name in held if name.startswith(("tests", "conftest", "Makefile"))] == []


@pytest.mark.parametrize("project", PLUGINS, ids=lambda file: file.parent.name)
def test_a_plugins_wheel_names_its_module_to_the_core(project: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(_build("wheel", project.parent, tmp_path)) as archive:
        names = archive.namelist()
        points = next(name for name in names if name.endswith("/entry_points.txt"))
        config = ConfigParser()
        config.read_string(archive.read(points).decode())
    for module in config["mlbcore"].values():
        assert f"{module.replace('.', '/')}.py" in names or f"{module}/__init__.py" in names


def test_the_version_is_the_same_everywhere(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    assert mlbcore.__version__ == project["version"]


@pytest.mark.skipif("MLBCORE_TEST_WHEEL" not in os.environ, reason="only in `tox -e wheel`")
def test_the_installed_wheel_is_what_is_tested(migrations: list[str]) -> None:
    package = Path(mlbcore.__file__).parent
    assert package.parent.name == "site-packages"
    assert sorted(file.name for file in package.glob("migrations/*.sql")) == migrations


def _build(kind: str, project: Path, folder: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)]
    run = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return next(folder.glob("*.whl" if kind == "wheel" else "*.tar.gz"))


def _migrations_in(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        files = [Path(name) for name in archive.namelist()]
    return sorted(
        file.name
        for file in files
        if file.parent.as_posix() == "mlbcore/migrations" and file.suffix == ".sql"
    )
