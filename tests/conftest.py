"""The five plans and their demonstration, loaded once; the cast, and browsers signed in, for each test."""

import hypothesis
import pytest
from django.conf import settings
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker, blocking_manager_key

from plans import kept_pages
from plans.models import Plan, User
from tests.cast import Cast, SignedIn, make_cast
from tests.demonstration import load_demonstration
from tests.fixtures import documents

hypothesis.settings.register_profile("ipplans", deadline=None)  # no test is timed: a busy machine is no fault
hypothesis.settings.load_profile("ipplans")


settings.READING_SECONDS = 120  # no test is timed: the process that reads a document lets every other one go first


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not documents.are_here():
        terminalreporter.write_sep("=", "left out")
        terminalreporter.write_line(f"Fixtures were not compared with their documents: {documents.SEEDS} is not there.")


emptied = False  # by a test that needs real transactions; its database is flushed afterwards


def is_transactional(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    names = getattr(item, "fixturenames", ())
    return bool(marker and marker.kwargs.get("transaction")) or "transactional_db" in names or "live_server" in names


def pytest_runtest_teardown(item: pytest.Item) -> None:
    global emptied
    emptied = emptied or is_transactional(item)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Load the demonstration again where a test that takes it for granted runs after one that emptied the database."""
    global emptied
    asks = item.get_closest_marker("django_db") or "db" in getattr(item, "fixturenames", ())
    if emptied and asks and not is_transactional(item):
        with item.config.stash[blocking_manager_key].unblock():
            load_demonstration()
        emptied = False


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        if not Plan.objects.exists():  # with --reuse-db they may be there
            load_demonstration()


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture(autouse=True)
def nothing_cached() -> None:
    """Each test has a database of its own, whose marks come again."""
    kept_pages.clear()


@pytest.fixture
def signed_in() -> SignedIn:
    """A browser of one person, without the sign-in form."""

    def client_of(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="plans.signed_in.Backend")
        return client

    return client_of
