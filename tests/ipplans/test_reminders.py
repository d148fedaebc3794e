"""Reminders: on their days, one mail a person, none twice; through a real mail server and a real receiver."""

import datetime as dt
import json
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from threading import Thread
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from ipplans.reminders.occasions import occasion
from ipplans.reminders.sending import remind
from plans.models import Reminder, Urging, User
from targets.models import Actual
from tests.cast import Cast, SignedIn
from tests.machine import free_port


class Mailbox:
    """What a real SMTP server on this machine has taken."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], str, str]] = []
        self.answer = "250 OK"
        self.sessions: set[int] = set()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.sessions.add(id(session))
        mail = message_from_bytes(envelope.content)
        body = mail.get_payload(decode=True)
        assert isinstance(body, bytes)
        if self.answer.startswith("250"):
            self.mails.append((envelope.rcpt_tos, str(make_header(decode_header(mail["Subject"]))), body.decode()))
        return self.answer


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.hostname, server.port
    settings.EMAIL_URL = "smtp://127.0.0.1"
    yield box
    server.stop()


@pytest.fixture
def robot(settings: Any) -> Iterator[list[Any]]:
    told: list[Any] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200 if self.path == "/robot" else 500)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    Thread(target=server.serve_forever, daemon=True).start()
    settings.REMINDER_WEBHOOK = f"http://127.0.0.1:{server.server_port}/robot"
    yield told
    server.shutdown()
    server.server_close()


@pytest.fixture
def due(cast: Cast) -> dt.date:
    """The cast alone is asked, in seven days; two of its clerks have an address."""
    today = timezone.localdate()
    from plans.models import Round

    Round.objects.exclude(plan=cast.plan).delete()
    cast.plan.rounds.update(due=today + dt.timedelta(days=7))
    User.objects.filter(pk=cast.clerk.pk).update(email="clerk@example.org")
    User.objects.filter(pk=cast.other_clerk.pk).update(email="other@example.org")
    return today


@pytest.mark.parametrize(
    ("days_left", "mark"),
    [
        (31, ""), (30, "-30"), (29, "-30"), (8, "-30"), (7, "-7"), (2, "-7"), (1, "-1"), (0, "-1"), (-1, "+1"),
        (-6, "+1"), (-7, "+7"), (-29, "+7"), (-30, "+30"), (-59, "+30"), (-60, "+60"), (-91, "+90"),
    ],
)  # fmt: skip
def test_occasions_come_on_their_days_and_are_made_up_for(days_left: int, mark: str) -> None:
    assert occasion(days_left) == mark


def test_one_mail_a_person_names_all_that_is_due(cast: Cast, due: dt.date, mailbox: Mailbox) -> None:
    assert remind(due).mails == 2
    _to, subject, body = next(mail for mail in mailbox.mails if mail[0] == ["clerk@example.org"])
    for words in ("授权量", "任务内容1", "还剩 7 天", "甲市方案", "/todo/"):
        assert words in body
    assert "拥有量" not in body  # another agency's
    assert "待报" in subject


def test_nobody_is_reminded_twice_and_the_next_occasion_tells_again(cast: Cast, due: dt.date, mailbox: Mailbox) -> None:
    remind(due)
    assert remind(due).mails == remind(due + dt.timedelta(days=1)).mails == 0
    assert remind(due + dt.timedelta(days=6)).mails == 2
    assert len(mailbox.mails) == 4


def test_a_round_with_a_new_due_date_reminds_anew(cast: Cast, due: dt.date, mailbox: Mailbox) -> None:
    remind(due)
    cast.plan.rounds.update(due=due + dt.timedelta(days=30))
    assert remind(due + dt.timedelta(days=23)).mails == 2


def test_who_has_reported_is_left_in_peace(cast: Cast, due: dt.date, mailbox: Mailbox) -> None:
    cast.submitted("90", 2022, 1)
    cast.plan.tasks.all().delete()
    assert remind(due).mails == 1
    assert mailbox.mails[0][0] == ["other@example.org"]


def test_what_the_server_refuses_is_tried_again(cast: Cast, due: dt.date, mailbox: Mailbox) -> None:
    mailbox.answer = "451 later"
    sent = remind(due)
    assert (sent.mails, len(sent.failures)) == (0, 2)
    assert not Reminder.objects.exists()
    mailbox.answer = "250 OK"
    assert remind(due).mails == 2


def test_the_command_says_what_it_did_and_fails_where_nothing_is_set(
    cast: Cast, due: dt.date, mailbox: Mailbox, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("remind")
    assert "2 mails" in capsys.readouterr().out
    settings.EMAIL_URL = ""
    with pytest.raises(CommandError):
        call_command("remind")


def test_a_chat_robot_gets_one_message_a_round(cast: Cast, due: dt.date, robot: list[Any], settings: Any) -> None:
    assert remind(due).messages == 1
    assert remind(due).messages == 0
    assert robot[0]["msgtype"] == "text"
    assert "市甲局：未报指标 1 项、任务 1 项" in robot[0]["text"]["content"]
    settings.REMINDER_WEBHOOK = settings.REMINDER_WEBHOOK.replace("/robot", "/broken")
    assert len(remind(due + dt.timedelta(days=6)).failures) == 1


def test_a_reviewer_reminds_by_hand_copies_the_list_and_prints_a_letter(
    cast: Cast, due: dt.date, mailbox: Mailbox, signed_in: SignedIn
) -> None:
    client = signed_in(cast.reviewer)
    page = client.get(reverse("missing", args=[cast.plan.slug])).content.decode()
    assert "市甲局：未报指标 1 项、任务 1 项" in page
    round_ = cast.plan.rounds.get()
    remind_url = reverse("send_reminder", args=[round_.pk, cast.lead.pk])
    assert "已发送 1 封邮件" in client.post(remind_url, follow=True).content.decode()
    assert Reminder.objects.get().sent_by == cast.reviewer
    letter = client.get(reverse("letter", args=[round_.pk, cast.lead.pk])).content.decode()
    for words in ("催报单", "市甲局", "授权量"):
        assert words in letter
    mailbox.answer = "451 later"
    assert (
        _("The mail server did not take the mail. Please try again later.")
        in client.post(remind_url, follow=True).content.decode()
    )
    assert "贵单位尚无系统账号" not in letter
    sent_back = cast.submitted("100", 2022, 1)
    Actual.objects.filter(pk=sent_back.pk).update(status="returned")
    cast.clerk.memberships.all().delete()
    cast.colleague.memberships.all().delete()
    letter = client.get(reverse("letter", args=[round_.pk, cast.lead.pk])).content.decode()
    for words in ("贵单位尚无系统账号", "授权量（件）（已退回，待补正）", "贵单位尚未报送：指标 1 项、任务 1 项。"):
        assert words in letter


def test_nothing_owed_nothing_sent(cast: Cast, signed_in: SignedIn) -> None:
    letter = reverse("letter", args=[cast.plan.rounds.get().pk, cast.there.agencies.get().pk])
    assert signed_in(cast.reviewer).get(letter).status_code == 404


LETTER = {"kind": "1", "number": "甲知函〔2026〕5号", "contact": "赵审核", "phone": "0577-88990000"}


def urge(cast: Cast, signed_in: SignedIn, due: dt.date, **more: str) -> Any:
    data = LETTER | {"answer_by": str(due + dt.timedelta(days=5))} | more
    return signed_in(cast.reviewer).post(reverse("urge_all", args=[cast.plan.rounds.get().pk]), data, follow=True)


def test_all_are_urged_at_once_by_mail_robot_and_letter(
    cast: Cast, due: dt.date, mailbox: Mailbox, robot: list[Any], signed_in: SignedIn
) -> None:
    long = "推进知识产权" * 30
    cast.plan.tasks.filter(seq=1).update(content=long)
    User.objects.filter(pk=cast.other_clerk.pk).update(email="")
    page = urge(cast, signed_in, due).content.decode()
    assert [mail[0] for mail in mailbox.mails] == [["clerk@example.org"]]
    assert len(robot) == 1
    assert "已发送邮件 1 封" in page
    assert "以下单位无法收到邮件，请送达纸质函：市丙局" in page
    assert page.count('class="letter"') == 2
    for words in ("甲知函〔2026〕5号", "赵审核", "0577-88990000", "签收单位（章）", "提醒函", long, "授权量（件）"):
        assert words in page
    urging = Urging.objects.get()
    assert (urging.kind, urging.messages, [one.mails for one in urging.agencies.all()]) == (1, 1, [1, 0])
    assert Reminder.objects.get().sent_by == cast.reviewer
    cast.submitted("100", 2022, 1)
    cast.plan.indicators.filter(seq=1).update(name="改了名")
    again = signed_in(cast.reviewer).get(reverse("urging_letters", args=[urging.pk])).content.decode()
    assert "授权量（件）" in again  # as it was sent
    listed = signed_in(cast.reviewer).get(reverse("missing", args=[cast.plan.slug])).content.decode()
    assert "甲知函〔2026〕5号" in listed
    assert '<option value="2" selected>' in listed  # the next step


def test_a_mail_server_that_is_gone_is_said_once_and_the_letters_stay(
    cast: Cast, due: dt.date, settings: Any, signed_in: SignedIn
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_URL, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp://127.0.0.1", "127.0.0.1", free_port()
    page = urge(cast, signed_in, due).content.decode()
    assert page.count("未发出：") == 1
    assert page.count('class="letter"') == 2
    assert not Reminder.objects.exists()


def test_all_mails_of_a_step_go_over_one_connection_and_a_slow_server_is_not_waited_for(
    cast: Cast, due: dt.date, mailbox: Mailbox, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    urge(cast, signed_in, due)
    assert (len(mailbox.mails), len(mailbox.sessions)) == (2, 1)
    monkeypatch.setattr("ipplans.reminders.urging.MAX_SECONDS", -1)
    page = urge(cast, signed_in, due, kind="2").content.decode()
    assert "有 2 人的邮件未发出" in page
    assert "以下单位无法收到邮件，请送达纸质函" in page
    assert len(mailbox.mails) == 2


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"answer_by": "2020-01-01"}, "该日期已过"),
        ({"answer_by": "后天"}, "限期报送日期"),
        ({"contact": ""}, "联系人"),
        ({"kind": "9"}, "催办方式"),
    ],
)
def test_a_letter_that_lacks_something_is_refused_and_nothing_sent(
    cast: Cast, due: dt.date, mailbox: Mailbox, signed_in: SignedIn, more: dict[str, str], words: str
) -> None:
    page = urge(cast, signed_in, due, **more).content.decode()
    assert words in page
    assert "甲知函〔2026〕5号" in page  # what was typed stays
    assert not Urging.objects.exists()
    assert mailbox.mails == []


def test_where_everybody_has_reported_nobody_is_urged(cast: Cast, due: dt.date, signed_in: SignedIn) -> None:
    cast.plan.rounds.get().close()
    assert _("Everybody has reported.") in urge(cast, signed_in, due).content.decode()
    assert not Urging.objects.exists()


def test_who_has_not_reported_is_a_workbook_with_phones(cast: Cast, due: dt.date, signed_in: SignedIn) -> None:
    User.objects.filter(pk=cast.clerk.pk).update(phone="13800000000")
    content = signed_in(cast.reviewer).get(reverse("missing_export", args=[cast.plan.slug, "xlsx"])).content
    rows = list(load_workbook(BytesIO(content)).active.values)  # type: ignore[union-attr]
    found = next(row for row in rows if row[1] == "市甲局")
    assert found[:6] == ("2022", "市甲局", str(due + dt.timedelta(days=7)), 0, 1, 1)
    assert found[9:] == ("13800000000", "clerk@example.org")
