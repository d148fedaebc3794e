"""A page with the text put back into its form that was typed there and not taken (`plans/kept_forms.py`).

The page is changed on its way out, so that no form of a template, of a form class or of Django's admin need know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from urllib.parse import urljoin, urlsplit

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from lxml import html as lxml_html
from lxml.html import HtmlElement
from lxml.html.builder import CLASS, DIV, LI, UL

from ipplans.views.errors import is_script
from plans.kept_forms import OWNER, KeptForm, forget, kept_forms
from plans.posting import page_of

SHOWN_STATUSES = (200, 409, 422)
NOT_TYPED = ("file", "password", "submit", "button", "reset", "image")
CHOSEN = ("checkbox", "radio")
OF_THE_PAGE = ("csrfmiddlewaretoken", OWNER)


class RefillMiddleware:
    """Puts kept text back into its form once the page of the form is opened; each text once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not _is_page(request, response):
            return response
        forms = [form for form in kept_forms(request) if _stands_on(request, form)]
        if forms:
            response.content = refilled(response.content.decode(), request.path, forms).encode()
            add_never_cache_headers(response)
            forget(request, forms)
        return response


def _is_page(request: HttpRequest, response: HttpResponse) -> bool:
    if response.streaming or response.status_code not in SHOWN_STATUSES or is_script(request):
        return False
    return response.headers.get("Content-Type", "").startswith("text/html")


def _stands_on(request: HttpRequest, form: KeptForm) -> bool:
    assert request.user.is_authenticated
    return urlsplit(page_of(request.user, form.address)).path == request.path


def refilled(content: str, path: str, forms: Iterable[KeptForm]) -> str:
    """Return the page at `path` with the text of `forms` in its forms, and in words where there is no place for it."""
    page = lxml_html.document_fromstring(content)
    for form in forms:
        _show(page, _put_back(page, path, form), form)
    return lxml_html.tostring(page, encoding="unicode", doctype="<!DOCTYPE html>")


def _put_back(page: HtmlElement, path: str, form: KeptForm) -> list[str]:
    """Fill the form; return what found no place."""
    fields = _fields_at(page, path, form.address)
    left = {name: list(values) for name, values in form.fields.items()}
    filled = [field for field in fields if _fill(field, left, form)]
    _bring_into_view(page, filled)
    unplaced = [value for name in left if name not in {field.get("name") for field in fields} for value in left[name]]
    return [value for value in unplaced if value in form.texts]


def _fields_at(page: HtmlElement, path: str, address: str) -> list[HtmlElement]:
    """The fields of the form that is sent to `address`: the first with any in which a person writes or chooses."""
    for form in page.xpath("//form[@method='post']"):
        sent_to = [form.get("action") or "", *form.xpath(".//button/@formaction")]
        if address not in {urlsplit(urljoin(path, target)).path for target in sent_to}:
            continue
        fields = [field for field in page.iter("input", "select", "textarea") if _is_of(field, form)]
        if any(field.get("type") != "hidden" for field in fields):
            return fields
    return []


def _is_of(field: HtmlElement, form: HtmlElement) -> bool:
    if not field.get("name") or field.get("type") in NOT_TYPED or field.get("name") in OF_THE_PAGE:
        return False
    if owner := field.get("form"):
        return bool(owner == form.get("id"))
    return next(field.iterancestors("form"), None) is form


def _fill(field: HtmlElement, left: dict[str, list[str]], form: KeptForm) -> bool:
    """Put into one field what was typed there; whether a person sees it there."""
    name, kind = field.get("name", ""), field.get("type")
    values = left.get(name, [])
    if kind in CHOSEN:
        _mark(field, "checked", field.get("value", "on") in values)
    elif field.tag == "select":
        for option in field.iter("option"):
            _mark(option, "selected", option.get("value", option.text or "") in values)
    elif not values or (kind == "hidden" and form.is_refused):
        return False  # of a refused form the page tells anew which version it shows
    elif field.tag == "textarea":
        field.text = "\n" + values.pop(0)  # browsers drop the first line break
    else:
        field.set("value", values.pop(0))
    return bool(form.fields.get(name)) and kind != "hidden"


def _mark(element: HtmlElement, name: str, is_set: bool) -> None:
    if is_set:
        element.set(name, "")
    else:
        element.attrib.pop(name, None)


def _bring_into_view(page: HtmlElement, filled: list[HtmlElement]) -> None:
    """Open what the fields are folded into, and put the cursor into the first."""
    for field in filled:
        for folded in field.iterancestors("details"):
            folded.set("open", "")
    if filled:
        for other in page.xpath("//*[@autofocus]"):
            other.attrib.pop("autofocus")
        filled[0].set("autofocus", "")


def _show(page: HtmlElement, unplaced: list[str], form: KeptForm) -> None:
    """Say on the page what became of the text."""
    sentences = [] if form.is_refused and not unplaced else [_what_became(form, unplaced)]
    if form.has_files:
        sentences.append(_("Please choose the file again."))
    if not sentences:
        return
    notice = DIV(CLASS("notice error"), " ".join(sentences), role="status")
    if unplaced:
        notice.append(UL(*[LI(value) for value in unplaced]))
    place = page.xpath("//*[@id='messages']") or page.xpath("//*[@id='content']") or [page.body]
    place[0].insert(0, notice)


def _what_became(form: KeptForm, unplaced: list[str]) -> str:
    if form.is_too_long:
        return _("Nothing was sent: you had to sign in again, and the text was too long to be kept.")
    if unplaced:
        return _("This was typed here and has not been stored; there is no field for it on this page now:")
    if form.texts:
        return _("What you typed was not sent: you had to sign in again. Please check it in its form and send it.")
    return _("Your last step was not taken: you had to sign in again. Please take it once more.")
