"""A house of one's own for every test: its store is a file that goes away with the test."""

import os

import pytest

from service.api import create_app
from service.bootstrap import open_house
from service.settings import PREFIX, Settings


@pytest.fixture(autouse=True)
def no_settings(monkeypatch):
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)


@pytest.fixture
def house(tmp_path):
    house = open_house(Settings(database_url=f"sqlite:///{tmp_path / 'reports.db'}"))
    yield house
    house.store.close()


@pytest.fixture
def app(house):
    return create_app(house)


@pytest.fixture
def client(app):
    return app.test_client()
