"""What the machine or the chain refuses becomes words, alone or deep in task groups; a bug keeps its traceback."""

import asyncio
import errno

import pytest

from taonet.cli.failures import exit_code_of, reason_of, told
from taonet.cli.signals import Stopped
from taonet.node.store import StoreError


def test_failures_in_groups_become_one_line_and_each_is_said_once() -> None:
    group = BaseExceptionGroup(
        "", [ExceptionGroup("", [StoreError("it is full")] * 2), MemoryError(), asyncio.CancelledError()]
    )

    assert reason_of(group, (StoreError,)) == "it is full; not enough memory; give the program more of it"


@pytest.mark.parametrize("error", [ValueError("a bug"), StoreError("not expected here")])
def test_a_bug_is_raised_as_it_is(error: Exception) -> None:
    said: list[str] = []
    group = ExceptionGroup("", [OSError(errno.ENOSPC, "No space left on device"), error])
    with pytest.raises(ExceptionGroup) as raised, told(said.append):
        raise group

    assert raised.value is group
    assert said == []


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError("12 GiB"), "not enough memory (12 GiB); give the program more of it"),
        (
            RuntimeError("can't start new thread"),
            "not enough memory (can't start new thread); give the program more of it",
        ),
        (OSError(errno.ENOSPC, "No space left on device"), "cannot write: No space left on device"),
        (FileNotFoundError(errno.ENOENT, "No such file or directory", "a.toml"), "a.toml: No such file or directory"),
    ],
)
def test_the_machine_s_refusals_have_words(error: Exception, words: str) -> None:
    assert reason_of(error, ()) == words


def test_exit_codes_say_how_a_command_ended(capsys: pytest.CaptureFixture[str]) -> None:
    def leave(error: BaseException | None = None) -> int:
        def work() -> None:
            if error is not None:
                raise error

        return exit_code_of(work)

    assert leave() == 0
    assert leave(SystemExit(2)) == 2
    assert leave(Stopped(15)) == 143
    assert leave(BrokenPipeError(errno.EPIPE, "Broken pipe")) == 1
    assert leave(OSError(errno.EIO, "Input/output error")) == 1
    assert capsys.readouterr().err == "error: cannot write: Input/output error\n"
