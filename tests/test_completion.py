"""A shell with the script of ``completion`` completes what is typed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Complete = Callable[..., list[str]]
BASH = """
source <(mlbcore completion bash)
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_mlbcore_completion mlbcore
printf '%s\\n' "${COMPREPLY[@]}"
"""
# Outside its line editor zsh has nothing to offer to: what it would be offered is printed.
ZSH = """
autoload -U compinit && compinit -u -D
source <(mlbcore completion zsh)
_describe() { for one in "${(@P)3}"; do echo "${one%%:*}"; done }
compadd() { print -l "${(@P)@[-1]}" }
words=("$@") CURRENT=$#
_mlbcore_completion
"""
FISH = 'mlbcore completion fish | source; complete --do-complete "$argv"'
COMMANDS = {
    "bash": ["bash", "--norc", "-c", BASH, "-"],
    "zsh": ["zsh", "-f", "-c", ZSH, "-"],
    "fish": ["fish", "--no-config", "-c", FISH],
}


@pytest.fixture(params=COMMANDS)
def complete(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Complete:
    """What a shell offers for the words typed, the last of them not to its end."""
    if shutil.which(request.param) is None:
        pytest.skip(f"no {request.param} is installed")
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=":")

    def completed(*words: str) -> list[str]:
        asked = [*COMMANDS[request.param], "mlbcore", *words]
        done = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=60)
        return [line.split("\t")[0] for line in done.stdout.splitlines() if line]

    return completed


def test_a_command_is_completed(complete: Complete) -> None:
    assert complete("sig") == ["signals"]
    assert complete("ba") == ["backtest", "backup"]


def test_a_command_of_a_group_is_completed(complete: Complete) -> None:
    assert complete("odds", "dev") == ["devig"]


def test_an_option_and_its_choice_are_completed(complete: Complete) -> None:
    assert complete("games", "--for") == ["--format"]
    assert complete("games", "--format", "j") == ["json", "jsonl"]


def test_an_unknown_shell_is_wrong_usage(
    mlbcore: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    done = mlbcore("completion", "tcsh")
    assert (done.returncode, "bash" in done.stderr) == (2, True)
