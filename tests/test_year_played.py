"""A year played at random through the real doors: typed, submitted, reviewed, signed, lifted, revised, handed on.

Small in `make test`; `make stateful` plays it longer. What must hold after every step stands in the invariants.
"""

from __future__ import annotations

import datetime as dt
import io
import os
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from openpyxl import load_workbook

from documents.models import Snapshot
from plans import kept_pages
from plans.models import Report, Round, User
from targets.models import Actual, PlanIndicator, YearTarget
from targets.numbers import number_text
from tests.cast import Cast, make_cast

EXAMPLES, STEPS = (int(n) for n in os.environ.get("STATEFUL", "15x30").split("x"))
YEARS = (2022, 2023)
FIGURES = st.integers(1, 400).map(str)
SEQS, IN_YEARS = st.sampled_from((1, 2)), st.sampled_from(YEARS)
CLERKS = ("clerk", "colleague", "other_clerk")
PEOPLE = (*CLERKS, "reviewer", "admin", "leader", "stranger")


class YearPlayed(RuleBasedStateMachine):
    """One plan of two indicators and two years. `acknowledged` are the values that a person was told are stored."""

    @initialize(values=st.tuples(FIGURES, FIGURES))
    def begin(self, values: tuple[str, str]) -> None:
        """A year that is under way: the figures of 2022 are approved."""
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        kept_pages.clear()
        self.cast: Cast = make_cast()
        self.plan = self.cast.plan
        Round.objects.create(plan=self.plan, year=2023, opens=dt.date(2024, 1, 1), due=dt.date(2999, 1, 31))
        self.clients: dict[str, Client] = {}
        self.acknowledged: set[tuple[int, int, Decimal]] = set()
        self.seen: dict[tuple[int, int], int] = {}  # the version that somebody's open page shows
        for person, value in zip(("clerk", "other_clerk"), values, strict=True):
            self.report_in_full(person, 2022, value, is_approved=True)

    def teardown(self) -> None:
        if not hasattr(self, "atomic"):
            return
        try:
            self.page_and_workbook_say_the_same()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)
            kept_pages.clear()

    # -- what is needed to play

    def client(self, person: str) -> Client:
        if person not in self.clients:
            self.clients[person] = Client(raise_request_exception=True)
            user = User.objects.get(pk=getattr(self.cast, person).pk)
            self.clients[person].force_login(user, "plans.signed_in.Backend")
        return self.clients[person]

    def post(self, person: str, address: str, data: dict[str, Any], **more: Any) -> Any:
        response = self.client(person).post(address, data, **more)
        assert response.status_code < 500
        return response

    def actual(self, seq: int, year: int) -> Actual | None:
        return Actual.objects.filter(indicator=self.cast.indicator(seq), year=year).first()

    def own_rows(self, person: str) -> list[int]:
        """The rows that the person's agency reports, after whatever was handed over."""
        agencies = User.objects.get(pk=getattr(self.cast, person).pk).agency_ids
        rows = PlanIndicator.objects.filter(plan=self.plan).reported_by(agencies)
        return sorted(rows.values_list("seq", flat=True))

    def round(self, year: int) -> Round:
        return Round.objects.get(plan=self.plan, year=year, period="year")

    def version(self, seq: int, year: int) -> int:
        found = self.actual(seq, year)
        return found.version if found else 0

    def review(self, person: str, seq: int, year: int, action: str, reason: str = "") -> None:
        found = self.actual(seq, year)
        if found is not None:
            data = {"version": found.version, "reason": reason}
            self.post(person, reverse("review_action", args=[found.pk, action]), data)

    def typed(self, person: str, values: dict[tuple[int, int], str], versions: dict[tuple[int, int], int]) -> None:
        """Send cells of the grid as its script does; what the answer calls stored is acknowledged."""
        data: dict[str, str] = {}
        for (seq, year), value in values.items():
            name = f"i{self.cast.indicator(seq).pk}y{year}"
            data |= {f"{name}-text": value, f"{name}-version": str(versions[seq, year]), f"{name}-remark": "据实填报"}
        address = reverse("targets:entry", args=[self.plan.slug])
        before = {key: self.version(*key) for key in values}
        response = self.post(person, address, data, headers={"Accept": "application/json"})
        if response.status_code == 200 and any(self.version(*key) != before[key] for key in values):
            for (seq, year), value in values.items():
                self.acknowledged.add((self.cast.indicator(seq).pk, year, Decimal(value)))

    # -- the steps

    @rule(person=st.sampled_from(CLERKS), seq=SEQS, year=IN_YEARS, value=FIGURES)
    def type_a_figure(self, person: str, seq: int, year: int, value: str) -> None:
        self.typed(person, {(seq, year): value}, {(seq, year): self.version(seq, year)})

    @rule(seq=SEQS, year=IN_YEARS)
    def open_a_page_and_leave_it(self, seq: int, year: int) -> None:
        self.seen[seq, year] = self.version(seq, year)

    @precondition(lambda self: self.seen)
    @rule(data=st.data(), person=st.sampled_from(CLERKS), value=FIGURES)
    def two_at_once(self, data: st.DataObject, person: str, value: str) -> None:
        """Somebody types on a page opened before: what another stored since is not overwritten."""
        seq, year = data.draw(st.sampled_from(sorted(self.seen)))
        before = self.actual(seq, year)
        self.typed(person, {(seq, year): value}, self.seen)
        after = self.actual(seq, year)
        if before is not None and before.version != self.seen[seq, year] and before.value != Decimal(value):
            assert after is not None
            assert after.value == before.value

    @rule(person=st.sampled_from(CLERKS), year=IN_YEARS, values=st.tuples(FIGURES, FIGURES))
    def paste(self, person: str, year: int, values: tuple[str, str]) -> None:
        cells = {(seq, year): value for seq, value in zip((1, 2), values, strict=True)}
        self.typed(person, cells, {key: self.version(*key) for key in cells})

    @rule(person=st.sampled_from(CLERKS), value=FIGURES)
    def upload(self, person: str, value: str) -> None:
        """Download the own workbook, put a figure into its first open cell, send it back and confirm."""
        got = self.client(person).get(reverse("documents:download_entry_workbook", args=[self.plan.slug]))
        if got.status_code != 200:
            return
        book = load_workbook(io.BytesIO(got.content))
        sheet: Any = book.active
        cell = sheet["H4"]
        cell.value = int(value)
        out = io.BytesIO()
        book.save(out)
        address = reverse("documents:upload_entry_workbook", args=[self.plan.slug])
        page = self.post(person, address, {"file": SimpleUploadedFile("填报.xlsx", out.getvalue())})
        if page.status_code == 200 and page.context and page.context.get("signed"):
            self.post(person, address, {"apply": page.context["signed"]})

    @rule(person=st.sampled_from(CLERKS), year=IN_YEARS)
    def submit(self, person: str, year: int) -> None:
        self.post(person, reverse("targets:entry", args=[self.plan.slug, year]), self._all_cells(person, year))

    def _all_cells(self, person: str, year: int) -> dict[str, str]:
        data = {"submit": "1"}
        for seq in self.own_rows(person):
            found = self.actual(seq, year)
            if found is not None and found.value is not None:
                name = f"i{found.indicator_id}y{year}"
                fields = {"text": f"{found.value:f}", "version": str(found.version), "remark": "据实填报，已核对",
                          "cause": "进度慢", "remedy": "加快", "remedy_by": "2999-12-31"}  # fmt: skip
                data |= {f"{name}-{field}": value for field, value in fields.items()}
        return data

    @rule(person=st.sampled_from(CLERKS), year=IN_YEARS, value=FIGURES, is_approved=st.booleans())
    def report(self, person: str, year: int, value: str, is_approved: bool) -> None:
        self.report_in_full(person, year, value, is_approved)

    def report_in_full(self, person: str, year: int, value: str, is_approved: bool) -> None:
        """The usual way: typed, submitted, and most often approved."""
        for seq in self.own_rows(person):
            self.typed(person, {(seq, year): value}, {(seq, year): self.version(seq, year)})
        self.submit(person, year)
        for seq in self.own_rows(person) if is_approved else ():
            self.review("reviewer", seq, year, "approve")

    @rule(year=IN_YEARS)
    def close_and_sign(self, year: int) -> None:
        self.open_or_close(year, "close")
        self.sign(year)

    @rule(person=st.sampled_from(("reviewer", "admin", "clerk", "stranger")), seq=SEQS, year=IN_YEARS)
    def approve(self, person: str, seq: int, year: int) -> None:
        self.review(person, seq, year, "approve")

    @rule(person=st.sampled_from(("reviewer", "leader")), seq=SEQS, year=IN_YEARS)
    def send_back(self, person: str, seq: int, year: int) -> None:
        self.review(person, seq, year, "return", "请核对")

    @rule(person=st.sampled_from(("reviewer", "admin", "leader")), seq=SEQS, year=IN_YEARS)
    def reopen(self, person: str, seq: int, year: int) -> None:
        self.review(person, seq, year, "reopen", "更正")

    @rule(person=st.sampled_from(CLERKS), seq=SEQS, year=IN_YEARS)
    def withdraw(self, person: str, seq: int, year: int) -> None:
        if found := self.actual(seq, year):
            self.post(person, reverse("targets:withdraw", args=[found.pk]), {})

    @rule(year=IN_YEARS, action=st.sampled_from(("close", "close", "reopen")))
    def open_or_close(self, year: int, action: str) -> None:
        address = reverse("plans:round_action", args=[self.round(year).pk, action])
        self.post("reviewer", address, {"reason": "补报"})

    @rule(year=IN_YEARS, days=st.integers(1, 40), is_for_all=st.booleans())
    def extend(self, year: int, days: int, is_for_all: bool) -> None:
        due = max(self.round(year).due, timezone.localdate()) + dt.timedelta(days=days)
        agency = "" if is_for_all else str(self.cast.lead.pk)
        data = {"due": due.isoformat(), "reason": "年鉴未出", "agency": agency}
        self.post("reviewer", reverse("plans:extend_round", args=[self.round(year).pk]), data)

    @rule(year=IN_YEARS)
    def sign(self, year: int) -> None:
        self.post("reviewer", reverse("freeze_round", args=[self.round(year).pk]), {"signed": "c-reviewer"})

    @rule(year=IN_YEARS, person=st.sampled_from(("admin", "reviewer")))
    def lift(self, year: int, person: str) -> None:
        for snapshot in Snapshot.objects.in_force().filter(round=self.round(year)):
            data = {"document": "甲政办〔2026〕3号", "reason": "数据有误"}
            self.post(person, reverse("lift_final", args=[snapshot.pk]), data)

    @rule(seq=SEQS, year=IN_YEARS, value=FIGURES)
    def revise(self, seq: int, year: int, value: str) -> None:
        data = {"value": value, "document": "甲政〔2025〕1号", "reason": "中期调整"}
        address = reverse("targets:revise_target", args=[self.cast.indicator(seq).pk, year])
        self.post("reviewer", address, data)

    @rule(seq=SEQS, is_first=st.booleans())
    def hand_over(self, seq: int, is_first: bool) -> None:
        agency = self.cast.lead if is_first else self.cast.partner
        data = {"pick": [f"indicator-{self.cast.indicator(seq).pk}"], "reporter": str(agency.pk), "reason": "分工调整"}
        self.post("reviewer", reverse("name_reporters", args=[self.plan.slug]), data)

    @rule(number=st.integers(1, 3))
    def rename(self, number: int) -> None:
        name, day = f"市甲{number}局", timezone.localdate().isoformat()
        data = {"step": "rename", "name": name, "last_day": day, "reason": "机构改革"}
        data["confirmed"] = f"rename|{name}|None|{day}|机构改革"
        self.post("admin", reverse("agency_step", args=[self.cast.lead.pk]), data)

    @rule(days=st.integers(1, 400))
    def time_passes(self, days: int) -> None:
        """The same as that many days gone by: what is due comes nearer."""
        for round_ in Round.objects.filter(plan=self.plan):
            due = max(round_.due - dt.timedelta(days=days * 900), round_.opens)
            Round.objects.filter(pk=round_.pk).update(due=due)

    # -- what must hold

    @invariant()
    def nobody_approved_an_own_figure(self) -> None:
        if not hasattr(self, "cast"):
            return
        for row in Actual.history.filter(indicator__plan=self.plan, status=Report.Status.APPROVED):
            assert row.history_user_id != row.author_id

    @invariant()
    def nothing_changed_without_a_record(self) -> None:
        if not hasattr(self, "cast"):
            return
        for actual in Actual.objects.filter(indicator__plan=self.plan):
            latest = actual.history.latest()
            assert (latest.value, latest.status, latest.version) == (actual.value, actual.status, actual.version)
        for target in YearTarget.history.filter(indicator__plan=self.plan, history_type="~"):
            assert target.revised_by

    @invariant()
    def what_was_acknowledged_is_found_again(self) -> None:
        if not hasattr(self, "cast"):
            return
        rows = Actual.history.filter(indicator__plan=self.plan)
        kept = set(rows.values_list("indicator_id", "year", "value"))
        assert self.acknowledged <= kept

    @invariant()
    def what_is_signed_is_what_is_shown(self) -> None:
        if not hasattr(self, "cast"):
            return
        for snapshot in Snapshot.objects.in_force().filter(round__plan=self.plan).prefetch_related("figures"):
            shown = self.shown(snapshot.round.year)
            for figure in snapshot.figures.all():
                cell = next(row for row in shown if row.seq == figure.seq).now
                assert cell.actual == (number_text(figure.value) if figure.value is not None else cell.actual)
                assert (cell.state, cell.target) == (figure.state, number_text(figure.target))

    def shown(self, year: int) -> list[Any]:
        """The rows of the target table as the leader's page is given them."""
        kept_pages.clear()  # what is kept is not rendered again, and then says nothing here
        address = reverse("region_detail", args=[self.cast.here.slug]) + f"?year={year}"
        response = self.client("leader").get(address)
        assert response.status_code == 200
        rows: list[Any] = response.context["rows"]
        return rows

    def page_and_workbook_say_the_same(self) -> None:
        for year in YEARS:
            rows = self.shown(year)
            address = reverse("documents:target_export", args=[self.plan.slug, "xlsx"]) + f"?year={year}"
            book = load_workbook(io.BytesIO(self.client("leader").get(address).content))
            sheet: Any = book.active
            lines = [line for line in sheet.iter_rows(values_only=True) if isinstance(line[0], int)]
            for row, line in zip(rows, lines, strict=True):
                assert line[1] == row.name
                cells = list(line[3:])
                for place, cell in enumerate(row.cells):
                    _target, actual, _rate, words = cells[4 * place : 4 * place + 4]
                    if isinstance(actual, int | float):
                        assert number_text(Decimal(str(actual))) == cell.actual
                    else:
                        assert str(words).startswith(cell.actual if cell.actual != "—" else cell.actual_words)


@pytest.mark.django_db
def test_a_year_played_at_random_keeps_its_record() -> None:
    run_state_machine_as_test(
        YearPlayed,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
        ),
    )
