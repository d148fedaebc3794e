"""A hundred thousand blanks, or one sign again and again: read as fast as anything else, and they change nothing."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from documents.draft.values import Draft
from documents.notation.text import MAX_REPEAT, readable
from documents.reading.extract import KnownRegion
from documents.reading.process import read_document
from targets.models import Actual
from tests.cast import Cast, SignedIn

REGIONS = [KnownRegion("330300", "温州市", "city", ("浙江省", "温州市"))]
TEXT = """温州市知识产权强市建设方案（2022-2025年）

一、主要目标

到2025年，{gap}每万人口高价值发明专利拥有量达到{gap}20件，商标有效注册量达到60万件。比2021年{gap}增长20%。

二、重点任务

（一）创造。开展专利导航。（责任单位：{gap}市市场监管局）
"""


def drafted(gap: str) -> Draft:
    draft, _blocks = read_document("方案.txt", TEXT.format(gap=gap).encode(), REGIONS)
    return draft


@pytest.mark.parametrize("blank", [" ", "\t", "\u3000", "\u00a0"])
def test_many_blanks_are_read_as_few(blank: str) -> None:
    assert drafted(blank * 20_000) == drafted(blank * MAX_REPEAT)


@pytest.mark.parametrize("sign", ["—", ".", "_", "(", "、", "2", "年", "#"])
def test_one_sign_again_and_again_is_read_to_the_end(sign: str) -> None:
    assert str(drafted(sign * 20_000).plan.title) == "温州市知识产权强市建设方案（2022-2025年）"


def test_what_any_document_prints_stays_as_it_is() -> None:
    for text in ("目录" + "." * MAX_REPEAT + "1", "a" + " " * MAX_REPEAT + "b", "x\n\ny"):
        assert readable(text) == text
    assert readable("a" + " \t" * 500 + "b") == "a" + " \t" * (MAX_REPEAT // 2) + "b"


LONG = ["\n" * 100_000 + "x", "1" + " \n" * 50_000 + "①x", "未公布 " + "于" * 100_000 + "x 2027年3月底"]


@pytest.mark.parametrize("typed", LONG)
def test_what_is_typed_into_a_cell_is_answered_as_fast(cast: Cast, signed_in: SignedIn, typed: str) -> None:
    prefix = f"i{cast.indicator(1).pk}y2022"
    data = {f"{prefix}-text": typed, f"{prefix}-version": "0", "save": "1"}
    answer = signed_in(cast.clerk).post(reverse("targets:entry", args=[cast.plan.slug, 2022]), data)
    assert answer.status_code == 422
    assert not Actual.objects.filter(indicator__plan=cast.plan).exists()


def test_an_upload_of_blanks_is_refused_in_words(cast: Cast, signed_in: SignedIn) -> None:
    data: dict[str, Any] = {"file": SimpleUploadedFile("a.txt", b" " * 300_000 + b"x")}
    page = signed_in(cast.admin).post(reverse("documents:upload"), data, follow=True).content.decode()
    assert 'class="notice error' in page or "errorlist" in page or "field-error" in page
