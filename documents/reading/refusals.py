"""Why a file cannot be taken, in words for the screen."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.draft.values import Unreadable

SENTENCES = {
    "empty": gettext_lazy("This file is empty."),
    "too-large": gettext_lazy("This file is larger than %(n)s MB."),
    "save-as-docx": gettext_lazy(
        "A .%(form)s file cannot be read. Please open it and save it as .docx (documents) or .xlsx (tables)."
    ),
    "unknown-format": gettext_lazy("Please choose a .docx, .xlsx, .html, .txt or .json file."),
    "not-what-it-says": gettext_lazy("This file is damaged, or it is not what its name says. Please save it again."),
    "no-text": gettext_lazy("This file is no text. Please save it as .docx, .xlsx or .txt."),
    "encrypted-or-old": gettext_lazy(
        "This file is protected by a password or of an older format. Please save it as .docx or .xlsx without password."
    ),
    "macros": gettext_lazy("This file carries macros. Please save it as .docx or .xlsx without macros."),
    "entities": gettext_lazy("This file declares XML entities, which no plan needs. It is not opened."),
    "unpacks-too-large": gettext_lazy("This file unpacks to far more than any plan holds. It is not opened."),
    "formulas": gettext_lazy(
        "The formulas of this workbook have no results. Please open it in Excel or WPS, save it, and choose it again."
    ),
    "too-many-rows": gettext_lazy("A table in this file has more than %(n)s rows. Please cut it to the plan itself."),
    "too-much-text": gettext_lazy("This file holds more text than any plan. Please cut it to the plan itself."),
    "no-plan": gettext_lazy(
        "Not one task, target or goal was found. Seen: %(paragraphs)s paragraphs (headings: %(headings)s), %(tables)s "
        "small tables. A task names its agency, as in （市科技局牵头）; a goal a number with its unit, as in 达到100件."
        " Please check whether this is the text of a plan."
    ),
    "only-images": gettext_lazy(
        "This document holds images and next to no text: it was probably scanned. Please ask its office for the Word "
        "or Excel file, or have the text recognised and save it as .docx."
    ),
    "no-words": gettext_lazy("This document holds no text."),
    "busy": gettext_lazy("The server is reading files of other people. Please try again in a minute."),
    "too-slow": gettext_lazy("This file could not be read within %(n)s seconds. Please cut it to the plan itself."),
}


def refusal(code: str, **values: str | int) -> Unreadable:
    return Unreadable(_(str(SENTENCES[code])) % values)
