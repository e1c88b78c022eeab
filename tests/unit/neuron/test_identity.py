"""A locked hotkey, unlocked in each way that an error names."""

from pathlib import Path

import bittensor
import pytest

from taonet.neuron.identity import Identity, open_chain
from taonet.neuron.log import silent_log
from taonet.neuron.market import NeuronFailure


@pytest.fixture
def locked(tmp_path: Path) -> Identity:
    bittensor.Wallet("me", "my-key", str(tmp_path)).create_new_hotkey(suppress=True, hotkey_password="right one")
    return Identity(wallet_name="me", hotkey="my-key", wallet_path=tmp_path)


def _with_password(identity: Identity, text: str) -> Identity:
    file = identity.wallet_path / "password"
    file.write_text(text)
    return Identity(wallet_name="me", hotkey="my-key", wallet_path=identity.wallet_path, hotkey_password_file=file)


def _variable(identity: Identity) -> str:
    return bittensor.Wallet("me", "my-key", str(identity.wallet_path)).hotkey_file.env_var_name()


def test_the_advice_for_a_locked_hotkey_works(locked: Identity) -> None:
    with pytest.raises(NeuronFailure, match="save it in a file and name that with --hotkey-password-file"):
        open_chain(locked, silent_log)

    unlocked = open_chain(_with_password(locked, "right one\n"), silent_log)

    assert unlocked.signer.ss58_address.startswith("5")


def test_a_wrong_password_says_so(locked: Identity) -> None:
    with pytest.raises(NeuronFailure, match="cannot be unlocked"):
        open_chain(_with_password(locked, "wrong one"), silent_log)


def test_a_password_file_that_is_not_there_is_named(locked: Identity) -> None:
    identity = _with_password(locked, "")
    assert identity.hotkey_password_file is not None
    identity.hotkey_password_file.unlink()

    with pytest.raises(NeuronFailure, match=r"cannot read --hotkey-password-file .*password"):
        open_chain(identity, silent_log)


def test_the_client_s_own_variable_works_as_the_client_writes_it(
    locked: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyfile = bittensor.Wallet("me", "my-key", str(locked.wallet_path)).hotkey_file
    monkeypatch.setenv(_variable(locked), "")  # so that it is taken away again
    keyfile.save_password_to_env("right one")

    assert open_chain(locked, silent_log).signer.ss58_address.startswith("5")


def test_a_plain_password_in_the_client_s_variable_is_told_what_belongs_there(
    locked: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(_variable(locked), "right one")

    with pytest.raises(NeuronFailure, match="not the plain password; save that in a file"):
        open_chain(locked, silent_log)
