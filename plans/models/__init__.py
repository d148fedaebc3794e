"""Regions, their agencies and plans, and who may work on them."""

from plans.models.agency import Agency, AgencyAlias
from plans.models.api_token import ApiToken
from plans.models.audit import AuditEntry
from plans.models.contributors import load_contributors
from plans.models.evidence import EvidenceFile
from plans.models.extension import Extension
from plans.models.holiday import Holiday
from plans.models.light_rules import LightRules
from plans.models.plan import Phase, Plan
from plans.models.refusals import NotPossible
from plans.models.region import Region
from plans.models.reminder import Reminder
from plans.models.report import UNDO_FOR, Report
from plans.models.report_rows import ReportQuerySet
from plans.models.round import Round, entry_lock, entry_rounds_by_year, lock_rounds
from plans.models.session import SignedInSession
from plans.models.signed import require_unsigned
from plans.models.urging import UrgedAgency, Urging
from plans.models.user import Membership, User
from plans.models.wall_screen import WallScreen

__all__ = [
    "UNDO_FOR",
    "Agency",
    "AgencyAlias",
    "ApiToken",
    "AuditEntry",
    "EvidenceFile",
    "Extension",
    "Holiday",
    "LightRules",
    "Membership",
    "NotPossible",
    "Phase",
    "Plan",
    "Region",
    "Reminder",
    "Report",
    "ReportQuerySet",
    "Round",
    "SignedInSession",
    "UrgedAgency",
    "Urging",
    "User",
    "WallScreen",
    "entry_lock",
    "entry_rounds_by_year",
    "load_contributors",
    "lock_rounds",
    "require_unsigned",
]
