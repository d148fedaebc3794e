"""Figures for who watches the server, in the words of Prometheus: how many requests, how long, what waits.

Off unless METRICS_FROM names the addresses that may ask for `/metrics`. Labels are names of views, methods and states:
nothing of a person, no address of a page.
"""

from __future__ import annotations

import ipaddress
import shutil
from collections.abc import Callable, Iterator

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from documents.models import Export
from ipplans.health import last_backup
from plans.origin import current_origin

PATH = "/metrics"


class MetricsMiddleware:
    """Answers `/metrics` to those who may ask, before anybody is asked to sign in; to others it is no page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == PATH and may_ask(current_origin().address):
            return HttpResponse(metrics(), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})
        return self.get_response(request)


def may_ask(address: str) -> bool:
    """Whether METRICS_FROM names this address, or a network that it is in."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    networks = (ipaddress.ip_network(one, strict=False) for one in settings.METRICS_FROM)
    return any(found.version == network.version and found in network for network in networks)


def metrics() -> bytes:
    """Return what all processes of this server counted, and how things stand now."""
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    registry.register(StandingNow())
    return generate_latest(registry)


class StandingNow(Collector):
    """What is not counted by requests: the disk, the last backup, the files that wait to be made."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        free = shutil.disk_usage(settings.VAR_DIR).free
        yield GaugeMetricFamily("ipplans_disk_free_bytes", "Free space on the disk of VAR_DIR.", free)
        if (made := last_backup()) is not None:
            yield GaugeMetricFamily("ipplans_last_backup_seconds", "When the last backup ended.", made.timestamp())
        try:
            waiting = Export.objects.unfinished().count()
        except DatabaseError:
            return  # the request that could not be answered is counted
        yield GaugeMetricFamily("ipplans_exports_unfinished", "Files that wait or are being made.", waiting)
