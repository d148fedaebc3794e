"""The help: reached from every screen at its place, with pictures of today's screens."""

import re

import pytest
from django.urls import resolve
from playwright.sync_api import expect

from ipplans.help import PAGES, page, place_of
from tests.browser.conftest import Visit
from tests.browser.test_screens import SCREENS
from tests.pictures import FOLDER, PICTURES, words_of

pytestmark = pytest.mark.browser
WITHOUT = {"/nowhere/", "/help/clerk/"}  # no screen, and the help itself


def test_every_screen_has_its_place_in_the_help() -> None:
    numbers = {"INDICATOR": "/indicators/1/", "ROW1": "1", "TASK": "1", "AGENCY": "1", "COLLECTIVE": "1", "ROUND": "1"}
    for _person, address, _title in SCREENS:
        if address in WITHOUT:
            continue
        for mark, number in numbers.items():
            address = address.replace(mark, number)
        name = resolve(address.partition("?")[0]).view_name
        assert place_of(name, ()) is not None, name


def test_every_picture_is_of_todays_screen(visit: Visit) -> None:
    for picture in PICTURES:
        shown = visit(picture.person, picture.address)
        shown.wait_for_load_state("networkidle")
        said = (FOLDER / f"{picture.name}.txt").read_text(encoding="utf-8").splitlines()
        assert words_of(shown) == said, f"{picture.name}: run `make pictures` and look at them"


def test_help_is_reached_from_a_screen_at_its_place(visit: Visit) -> None:
    shown = visit("clerk-market", "/plans/wenzhou-2022/entry/2025/")
    shown.get_by_role("link", name="帮助").click()
    expect(shown).to_have_url(re.compile(r"/help/clerk/#s3$"))
    expect(shown.get_by_role("heading", name="填报指标实际值")).to_be_in_viewport()
    assert shown.evaluate("[...document.images].every(image => image.alt)")


def test_the_pages_name_views_that_are_there_and_pictures_that_are_there() -> None:
    from tests.test_sweep import patterns

    known = {name for name, _pattern in patterns()}
    for name in PAGES:
        for section in page(name).sections:
            assert set(section.screens) <= known, section.title
            for part in section.html.split('src="/help/pictures/')[1:]:
                assert (FOLDER / part.split('"')[0]).is_file()
