"""Lights 预警 of indicators: the year's figure against what is due by its day, and whether it came in time."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from plans.lights import Light, Lit, Reason, Rule, Watch, lit
from plans.models import LightRules, Report
from targets import progress
from targets.figures import IndicatorFigures
from targets.models import Actual
from targets.numbers import number_text, percent_text
from targets.progress import Reading


@dataclass(frozen=True)
class Reached:
    """How much of what was due by a day was there, in %; where only met or not can be said, 100 or 0."""

    day: dt.date
    percent: Decimal


def earlier_readings(indicators: Iterable[int], year: int) -> dict[int, list[Reading]]:
    """Return the approved figures within `year` of these indicators (ids), the earliest day first. One query.

    They are records of the history; of two of one day the later one counts, so that a slip set right leaves no trace.
    """
    records = Actual.history.filter(indicator__in=list(indicators), year=year, status=Report.Status.APPROVED)
    rows = records.filter(as_of__isnull=False, value__isnull=False).order_by("history_id")
    found: dict[int, dict[dt.date, Decimal]] = defaultdict(dict)
    for pk, day, value in rows.values_list("indicator", "as_of", "value"):
        found[pk][day] = value
    return {pk: [Reading(days[day], as_of=day) for day in sorted(days)] for pk, days in found.items()}


def reached(figures: IndicatorFigures, year: int, earlier: Sequence[Reading]) -> list[Reached]:
    """Return what the figures of `year` reached, the earliest first; the last is the one that counts now."""
    series = figures.series
    now = series.readings.get(year)
    last = now.as_of if now is not None and now.as_of else series.year_end(year)
    before = [reading for reading in earlier if reading.as_of is not None and reading.as_of < last]
    found = []
    for reading in [*before, *([now] if now is not None else [])]:
        as_then = replace(series, readings={**series.readings, year: reading})
        rate = progress.attainment_rate(as_then, year)
        if rate is not None:
            percent = rate.percent if rate.percent is not None else Decimal(100 if rate.is_met else 0)
            found.append(Reached(reading.as_of or last, percent))
    return found


def path_reason(rules: LightRules, figures: Sequence[Reached]) -> Reason | None:
    """Return what burns for the last of these figures; made good after one under the red mark it stays yellow."""
    if not figures:
        return None
    if reason := _below(rules, figures[-1]):
        return reason
    was_red = [one for one in figures[:-1] if (reason := _below(rules, one)) and reason.light == Light.RED]
    if not was_red or not rules.stays_yellow:
        return None
    words = _("%(percent)s of what was due by %(day)s, made good since") % _values(was_red[-1], rules.red_below)
    return Reason(Light.YELLOW, Rule.MADE_GOOD, words)


def _below(rules: LightRules, figure: Reached) -> Reason | None:
    """The light of one figure by its percent alone; the rule's mark is in the words."""
    for light, mark in ((Light.RED, rules.red_below), (Light.YELLOW, rules.yellow_below)):
        if mark is not None and figure.percent < mark:
            words = _("%(percent)s of what was due by %(day)s, under %(mark)s%%") % _values(figure, mark)
            return Reason(light, Rule.PATH, words)
    return None


def _values(figure: Reached, mark: Decimal | None) -> dict[str, object]:
    marks = () if mark is None else (mark,)
    return {"day": figure.day, "percent": percent_text(figure.percent, marks), "mark": number_text(mark)}


def indicator_light(figures: IndicatorFigures, watch: Watch, earlier: Sequence[Reading] = ()) -> Lit | None:
    """Return the light of one indicator in the year of `watch`; `earlier` are its approved figures within the year."""
    indicator = figures.indicator
    if not indicator.is_asked_in(watch.year):
        return None
    report = next((actual for actual in indicator.actuals.all() if actual.year == watch.year), None)
    reasons = watch.of_delivery(report, indicator.reporter_ids)
    if watch.is_running and (reason := path_reason(watch.rules, reached(figures, watch.year, earlier))):
        reasons.append(reason)
    return lit(reasons)


def indicator_lights(rows: Sequence[IndicatorFigures], watches: Mapping[int, Watch], year: int) -> dict[int, Lit]:
    """Return by the indicator's id the lights that burn in `year`; `watches` by the plan's id, none without them.

    One query at most.
    """
    watched = [(row, watches[row.indicator.plan_id]) for row in rows if row.indicator.plan_id in watches]
    running = [row.indicator.pk for row, watch in watched if watch.is_running]
    earlier = earlier_readings(running, year) if running else {}
    lights = (
        (row.indicator.pk, indicator_light(row, watch, earlier.get(row.indicator.pk, ()))) for row, watch in watched
    )
    return {pk: light for pk, light in lights if light is not None}
