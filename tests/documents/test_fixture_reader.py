"""A fixture becomes a draft, or is refused in words."""

import contextlib
import json
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from documents.draft.values import Unreadable
from documents.reading.plan_files.fixture import read_fixture


def rows(slug: str = "tongzhou-2022") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((settings.BASE_DIR / "fixtures" / f"{slug}.json").read_text())
    return found


def written(objects: object) -> bytes:
    return json.dumps(objects).encode()


def test_a_fixture_is_read_whole() -> None:
    draft = read_fixture(written(rows()))
    assert (len(draft.tasks), len(draft.indicators), len(draft.plan.phases)) == (27, 16, 3)
    assert draft.indicators[7].goal is not None
    assert draft.indicators[7].goal.text == "新增省级“正版正货”示范街区和行业2个"
    assert [part.role for part in draft.tasks[0].assignments] == ["lead", "co"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "不是 JSON"),
        (b"\xff\xfe\x00", "不是 JSON"),
        (b"PK\x03\x04", "不是 JSON"),
        (b"{}", "不是方案数据文件"),
        (b"[1, 2]", "不是方案数据文件"),
        (b'[{"model": "plans.plan"}]', "不是方案数据文件"),
        (b"[]", "含 0 个"),
        (b"[" * 100_000, "不是 JSON"),
        *(
            (b'[{"model": "plans.plan", "fields": {"a": ' + b"[" * n + b"]" * n + b"}}]", "不是 JSON|缺少")
            for n in (300, 600, 900)
        ),
        (b'[{"model": "plans.plan", "fields": {}}]', "缺少必要内容"),
    ],
)
def test_what_is_no_fixture_is_refused_in_words(content: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        read_fixture(content)


@pytest.mark.parametrize(
    "model",
    [
        "plans.user",
        "plans.membership",
        "plans.region",
        "auth.permission",
        "sessions.session",
        "targets.historicalactual",
    ],
)
def test_any_model_but_plan_data_is_refused(model: str) -> None:
    foreign = {"model": model, "fields": {"username": "mallory", "is_superuser": True}}
    with pytest.raises(Unreadable, match=model):
        read_fixture(written([*rows(), foreign]))


def changed(model: str, **fields: Any) -> bytes:
    objects = rows()
    next(o for o in objects if o["model"] == model)["fields"].update(fields)
    return written(objects)


@pytest.mark.parametrize(
    "content",
    [
        changed("plans.plan", start_year="bald"),
        changed("plans.plan", issued_on="gestern"),
        changed("targets.goal", value="NaN"),
        changed("targets.goal", value="1e30"),
        changed("targets.goal", value="1.23456"),
        changed("tasks.task", plan=["another-plan"]),
        changed("plans.agency", region=["330300"]),
        changed("tasks.assignment", task="t1"),
        changed("targets.planindicator", seq=None),
        changed("targets.planindicator", seq="1e9999999"),
        changed("plans.plan", coordinator=["320612", ["x"]]),
        changed("tasks.task", content="长" * 5001),
        changed("tasks.task", content="\u0000"),
        changed("tasks.task", content="\ud800"),
        changed("tasks.assignment", agency=["330300", "市科技局"]),
        changed("targets.goal", indicator=None),
        changed("targets.planindicator", reporter=["320612", "区科技局"]),
        written([*rows(), rows()[-1]]),
        written(
            [
                *rows("jiaxing-2016"),
                {
                    "model": "targets.actual",
                    "fields": {
                        "indicator": ["jiaxing-2016", "pct-applications"],
                        "year": 2019,
                        "value": "1",
                        "status": "draft",
                    },
                },
            ]
        ),
        written(
            [
                *rows("jiaxing-2016"),
                {
                    "model": "targets.actual",
                    "fields": {
                        "indicator": ["jiaxing-2016", "pct-applications"],
                        "year": 2030,
                        "value": "1",
                        "status": "approved",
                    },
                },
            ]
        ),
    ],
)
def test_bad_values_are_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read_fixture(content)


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_without_a_traceback(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read_fixture(content)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.data())
def test_any_fault_in_a_row_is_refused_or_read(data: st.DataObject) -> None:
    objects = rows()
    row = data.draw(st.sampled_from(objects))
    name = data.draw(st.sampled_from(sorted(row["fields"])))
    row["fields"][name] = data.draw(JSON)
    with contextlib.suppress(Unreadable):
        read_fixture(written(objects))
