"""Secrets are kept sealed where there is a key, and whoever has the database alone has none of them."""

import pytest
from click.testing import CliRunner
from pydantic import SecretStr

from service.bootstrap import open_store
from service.bootstrap.workers import open_worker
from service.cli import main
from service.errors import BadInput
from service.settings import Settings
from service.store.sealing import Sealer, new_key

OLD, NEW = (SecretStr(new_key()) for _ in range(2))


@pytest.fixture
def url(lite_url):
    return lite_url


def due(store):
    hook, secret = store.webhooks.create("https://desk.example/")
    store.webhooks.rotate(hook.id)
    delivery = store.webhooks.test(hook.id)
    return secret, delivery.id


@pytest.mark.parametrize("keys", [(), (OLD,), (NEW, OLD)])
def test_a_secret_signs_as_it_was_told_whether_it_is_sealed_or_not(url, tmp_path, keys):
    store = open_store(url, keys)
    secret, delivery = due(store)
    signing = [one.get_secret_value() for one in store.webhooks.due(delivery, 1).secrets]
    assert signing[1] == secret
    store.close()
    held = "".join(one.read_bytes().decode("latin-1") for one in tmp_path.iterdir() if one.is_file())
    assert [one in held for one in signing] == [not keys, not keys]
    assert store.webhooks.unsealed() == (0 if keys else 1)
    assert [key.get_secret_value() in held for key in keys] == [False] * len(keys)


def test_keys_are_changed_and_the_old_one_is_needed_no_more(url, monkeypatch):
    store = open_store(url)
    secret, delivery = due(store)
    for keys in ((OLD,), (NEW, OLD)):
        monkeypatch.setenv("CLAIMTRACE_DATABASE_URL", url)
        monkeypatch.setenv("CLAIMTRACE_SEAL_KEYS", ", ".join(key.get_secret_value() for key in keys))
        told = CliRunner().invoke(main, ["secrets", "rotate"])
        assert told.output == "Sealed under the first key: the secrets of 1 webhooks.\n"
    anew = open_store(url, [NEW])
    assert anew.webhooks.due(delivery, 1).secrets[1].get_secret_value() == secret
    assert (anew.webhooks.unsealed(), anew.webhooks.unopened()) == (0, 0)
    assert open_store(url, [OLD]).webhooks.unopened() == 1


def test_a_worker_without_the_key_does_not_begin(url):
    due(open_store(url, [OLD]))
    with pytest.raises(BadInput, match="do not open"):
        open_worker(Settings(database_url=url))
    with pytest.raises(BadInput, match="None of these keys"):
        Sealer([NEW]).open(Sealer([OLD]).seal("whsec_x"))


@pytest.mark.parametrize("key", ["short", "", "x" * 44, "é" * 32])
def test_what_is_no_key_is_refused(key):
    with pytest.raises(BadInput, match="new-key"):
        Sealer([SecretStr(key)])


def test_keys_come_from_a_file_as_well(url, tmp_path, monkeypatch):
    file = tmp_path / "keys"
    file.write_text(f"{NEW.get_secret_value()}\n{OLD.get_secret_value()}\n")
    due(open_store(url, [OLD]))
    monkeypatch.setenv("CLAIMTRACE_DATABASE_URL", url)
    monkeypatch.setenv("CLAIMTRACE_SEAL_KEY_FILE", str(file))
    assert CliRunner().invoke(main, ["secrets", "rotate"]).exit_code == 0
    assert open_store(url, [NEW]).webhooks.unopened() == 0
    monkeypatch.setenv("CLAIMTRACE_SEAL_KEY_FILE", str(tmp_path / "none"))
    assert "CLAIMTRACE_SEAL_KEY_FILE" in CliRunner().invoke(main, ["secrets", "rotate"]).stderr
