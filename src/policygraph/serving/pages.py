"""Pages: what each address shows to people."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial, wraps
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pyoxigraph
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from .. import markup
from ..asking import rendering
from ..asking.answers import Answer
from ..asking.named import named
from ..asking.prefixes import shorten
from ..asking.referring import styles
from ..corrections import WHAT, to_toml
from ..errors import PolicyGraphError, TableError
from ..language import told
from ..registry import DOUBTFUL, LEVELS, RELATIONS, ROLES, STATEMENTS
from . import forms
from .archive import State
from .content import entities, mending, pictures, vocabulary
from .content.documents import Document
from .content.listed import LISTED, Part
from .content.things import Things
from .search import PAGE, Filters, Index
from .sparql.readers import Named, Refused, Rows
from .wording import LANGUAGES, wanted, words

#: Rows of a list on the home page.
SHORT = 12
#: Width and height of a box in a picture.
_BOX = (pictures.WIDTH, pictures.HEIGHT)


def render(request: Request, template: str, /, status: int = 200, **values: Any) -> Response:
    """A page in the language of the reader, who may change it by ``?lang=``."""
    asked, language = request.query_params.get("lang", ""), language_of(request)
    known = words(language)
    other = request.url.include_query_params(lang=known["language_code"])
    base = {
        "turned": lambda name, page: "?" + urlencode([*((key, value) for key, value in request.query_params.multi_items() if key != name), (name, str(page + 1))]) + f"#{name}",
        "w": known, "lang": language, "here": f"{quote(other.path, safe='/')}?{other.query}", "site": request.app.state.site.archive.name, "typed": request.query_params.get("q", ""),
        "page_path": request.app.state.site.state.things.path, "relations": RELATIONS, "roles": ROLES, "levels": LEVELS, "doubtful": DOUBTFUL,
        "drafts": request.app.state.site.desk is not None,
    }
    response = HTMLResponse(markup.render(template, **{**base, **values}), status, {"Vary": "Accept-Language, Cookie", "Content-Language": language})
    if asked in LANGUAGES:
        response.set_cookie("lang", asked, max_age=31_536_000, samesite="lax", httponly=True)
    return response


def language_of(request: Request) -> str:
    """The language of the reader."""
    return wanted(request.query_params.get("lang", ""), request.cookies.get("lang", ""), request.headers.get("accept-language", ""))


def kept(handler: Callable[[Request], Response], waits: bool = False) -> Callable[[Request], Response]:
    """A page that is made anew only for another state, language or day; ``waits``: the processes that answer queries make it."""

    @wraps(handler)
    def page(request: Request) -> Response:
        site = request.app.state.site
        key = (str(site.state.path), request.url.path, request.url.query, language_of(request), date.today())
        return site.kept.page(key, lambda: handler(request), waits)

    return page


# ---- the ways in


def home(request: Request) -> Response:
    """What there is: numbers, the newest documents, the most cited ones, the years."""
    site = request.app.state.site
    index, state = site.index, site.state
    overview = index.overview(SHORT) if index.ready else None
    return render(
        request, "home", overview=overview, made=state.made, bars=pictures.bars(overview.years) if overview else [], triples=state.triples,
        late=_late(index, state), label=_label(request, index))


def search(request: Request) -> Response:
    """What was found, with filters."""
    site, params = request.app.state.site, request.query_params
    filters = Filters(**{name: params.get(name, "").strip() for name in Filters.__slots__})
    index, state = site.index, site.state
    shown: dict[str, Any] = {"filters": filters, "kinds": STATEMENTS, "late": _late(index, state)}
    if not index.ready:
        return render(request, "found", found=None, page=0, pages=0, turn=None, **shown)
    page = min(int(params["page"]), 500) if params.get("page", "").isdigit() else 0
    found = index.find(params.get("q", ""), filters, page, state.things)
    kept = [(name, value) for name, value in params.multi_items() if name != "page"]
    return render(
        request, "found", found=found, page=page, pages=-(-found.total // PAGE), label=_label(request, index), asked=bool(params.get("q", "").strip()) or filters != Filters(),
        turn=lambda n: "/search?" + urlencode([*kept, ("page", str(n))]), **shown)


def _late(index: Index, state: State) -> str:
    """The word for what an index has not yet of what is read; "" where nothing is missing."""
    if not index.ready:
        return "indexing_all"
    return "" if index.path == state.index and index.whole else "indexing_state" if index.path != state.index else "indexing"


def _label(request: Request, index: Index) -> Callable[[str], str]:
    """Says the label of a level or a type in the language of the reader."""
    labels = index.labels() if language_of(request) == "en" and index.ready else {}
    return lambda label: labels.get(label, label)


# ---- things


@kept
def thing(request: Request) -> Response:
    """The page of a thing, by its kind; a statement leads to its place on the page of its document."""
    things = request.app.state.site.state.things
    iri = things.iri(request.path_params["rest"])
    if not things.is_known(iri):
        raise HTTPException(404)
    kind, language = things.kind(iri), language_of(request)
    if kind == "document":
        return _document(request, things, Document(things, iri, language))
    if kind in ("agency", "programme", "place", "issue"):
        shown = getattr(entities, kind.capitalize())(things, iri, language)
        lists: dict[str, Any] = {name: _part(request, shown, name) for name in ("documents", "issued", "tasks") if hasattr(shown, name)}
        return render(request, kind, shown=shown, bars=pictures.bars(shown.years()) if hasattr(shown, "years") else [], network=_network_path(iri),
                      spread=pictures.spread([(name, day) for name, day, _ in shown.places]) if kind == "programme" else None, **lists)
    if (document := things.value(iri, "pg:document")) and (path := things.path(document)):
        return RedirectResponse(path + _fragment(things, document, iri, language), 303)
    return _other(request, things, iri)


def _fragment(things: Things, document: str, statement: str, language: str) -> str:
    if things.is_a(statement, "pg:Provision"):
        start = things.number(statement, "oa:start")
        return f"#p-{start}" if start is not None else ""
    row = Document(things, document, language).row(statement)
    return f"#{row.id}" if row else ""


def _document(request: Request, things: Things, document: Document) -> Response:
    asked = request.query_params.get("correct", "")
    if re.fullmatch("[0-9]{1,6}", asked) and int(asked) < len(document.rows):
        return RedirectResponse("/correct?" + urlencode({"thing": document.rows[int(asked)].iri}), 303)
    today = date.today().isoformat()
    return render(
        request, "document", doc=document, today=today, in_force=document.force.on(today), head=list(document.head()), matrix=document.matrix(),
        cited_by=_part(request, document, "cited_by"), below=_part(request, document, "below"), superiors=document.superiors(), pieces=document.text(), kinds=list(_kinds(document)),
        order={row.iri: n for n, row in enumerate(document.rows)}, history=partial(mending.history, things), withdrawn=mending.withdrawn(things, document.iri),
        network=_network_path(document.iri), reference=styles.gbt7714(things.reference(document.iri)), cite="/cite/" + quote(document.iri[len(things.base):], safe="/"), data="/data/" + quote(document.iri[len(things.base):], safe="/"), name_of=things.name)


def _part(request: Request, thing: Any, name: str) -> Part[Any]:
    """The part of a list of a page that its address asks for: ``?documents=2`` is the second one."""
    asked = request.query_params.get(name, "")
    part: Part[Any] = getattr(thing, name)(int(asked) - 1 if re.fullmatch("[0-9]{1,6}", asked) else 0)
    return part


def _kinds(document: Document) -> Iterator[tuple[Any, list[Any]]]:
    """The kinds of statements that the document has, each with its rows."""
    for known in STATEMENTS.values():
        if rows := document.of_kind(known.kind):
            yield known, rows


def correct(request: Request) -> Response:
    """A form that says what is wrong with a thing, and the entry of a file of corrections that it makes: to be copied or taken away."""
    things, params = request.app.state.site.state.things, request.query_params
    iri = params.get("thing", "")
    offer = mending.offered(things, iri) if things.is_known(iri) else None
    if offer is None:
        raise HTTPException(404)
    made, refused = "", ""
    if "what" in params:
        try:
            made = to_toml([mending.entry(offer, params)])
        except TableError as error:
            refused = told(error, language_of(request))
    if made and params.get("format") == "toml":
        return Response(made, media_type="application/toml", headers={"Content-Disposition": 'attachment; filename="correction.toml"'})
    return render(
        request, "correct", 400 if refused else 200, offer=offer, made=made, refused=refused, given=params, today=date.today().isoformat(), whats=WHAT,
        back=things.path(iri), name_of=things.name, download="?" + urlencode([*params.multi_items(), ("format", "toml")]))


def _other(request: Request, things: Things, iri: str) -> Response:
    """All that is said of a thing that has no page of its own kind."""
    said = [(shorten(property), _short(value.value), things.path(value.value) if isinstance(value, pyoxigraph.NamedNode) else "")
            for property, value in things.outgoing(iri)]
    pointing = [(shorten(subject), shorten(property), things.path(subject)) for subject, property in things.incoming(iri, LISTED)]
    return render(request, "thing", iri=iri, called=things.name(iri), said=said, pointing=pointing)


def _short(text: str) -> str:
    return shorten(text if len(text) <= 2_000 else text[:2_000] + "…")


def _network_path(iri: str) -> str:
    return "/network?" + urlencode({"around": iri})


@kept
def network(request: Request) -> Response:
    """The neighbourhood of some things; a click on a box goes on from it."""
    things = request.app.state.site.state.things
    opened = list(dict.fromkeys(request.query_params.getlist("around")))[:20]
    if not opened or not all(things.is_known(iri) for iri in opened):
        raise HTTPException(404)
    picture = pictures.neighbourhood(things, opened, language_of(request), "/network")
    return render(request, "neighbours", picture=picture, legend=pictures.legend(picture, language_of(request)), middle=things.name(opened[0]), size=_BOX)


# ---- questions


def queries(request: Request) -> Response:
    """The named queries."""
    return render(request, "queries", queries=forms.by_question())


@partial(kept, waits=True)
def query(request: Request) -> Response:
    """A named query: its form, and once it is filled in its answer; ``format`` is csv or json for all rows."""
    query = named().get(request.path_params["name"])
    if query is None:
        raise HTTPException(404)
    site, params = request.app.state.site, request.query_params
    given, evidence = forms.given(query, params), bool(params.get("evidence"))
    shown: dict[str, Any] = {"query": query, "fields": forms.fields(query, given, language_of(request)), "with_evidence": evidence, **_NO_ANSWER, "refused": "", "sparql": ""}
    if (given or "run" in params or not query.parameters) and forms.complete(query, given):
        try:
            answer = site.readers.ask(Named(str(site.state.path), query.name, given, evidence))
            if params.get("format") in _DOWNLOADS:
                return _download(query.name, params["format"], answer)
        except PolicyGraphError as error:
            return render(request, "query", getattr(error, "status", 501), **{**shown, "refused": told(error, language_of(request))})
        shown |= _answered(request, answer, query.name)
        shown["sparql"] = forms.text(query, given)
    return render(request, "query", **shown, link=lambda form: "?" + urlencode([*given.items(), *([("evidence", "1")] if evidence else []), ("run", "1"), ("format", form)]), most=forms.SHOWN)


#: What the page of a question shows before it is asked.
_NO_ANSWER: dict[str, Any] = {"answer": None, "heads": [], "remarks": [], "cells": [], "bars": [], "picture": None, "size": _BOX}


def _answered(request: Request, answer: Rows, name: str = "") -> dict[str, Any]:
    """What the page of a question shows of its answer: the table, bars by year, the things that its rows link.

    Of a named query heads and words are in the language of the reader; whoever wrote the query himself gave the columns their names.
    """
    things, language = request.app.state.site.state.things, language_of(request)
    rows = ([str(row[name]) for name in answer.columns if row[name] in answer.iris] for row in answer.rows[: forms.SHOWN])
    return {
        "answer": answer, "heads": [(column, forms.head(name, column, language) if name else column) for column in answer.columns],
        "remarks": [told(remark, language) for remark in answer.remarks], "cells": forms.cells(answer, things, language if name else "en"), "bars": pictures.bars(forms.years(answer)),
        "picture": pictures.linked(things, rows, language, "/network")}


#: Forms in which an answer can be taken away -> their media types.
_DOWNLOADS = {
    "csv": "text/csv", "json": "application/json", "markdown": "text/markdown", "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def _download(name: str, form: str, answer: Rows) -> Response:
    """All rows of an answer as a file.

    Raises:
        PolicyGraphError: The library that writes it is not installed.
    """
    rows = Answer(answer.rows, answer.columns, flags=answer.flags, resources=answer.iris)
    body = rendering.to_bytes(rows, form) if form in rendering.BINARY else rendering.render(rows, form).encode()
    ending = {"markdown": "md"}.get(form, form)
    return Response(body, media_type=_DOWNLOADS[form], headers={"Content-Disposition": f'attachment; filename="{name}.{ending}"'})


def editor(request: Request, text: str, refused: Refused | None = None) -> Response:
    """The editor of SPARQL, with the answer where there is a question, or why there is none."""
    site = request.app.state.site
    example = named().get(request.query_params.get("example", ""))
    shown: dict[str, Any] = {"text": text or (example.text if example else ""), **_NO_ANSWER, "refused": ""}
    status = 200
    if refused:
        shown["refused"], status = told(refused, language_of(request)), refused.status
    elif text:
        try:
            answer = site.readers.ask(Named(str(site.state.path), text))
            shown |= _answered(request, answer)
        except Refused as error:
            shown["refused"], status = told(error, language_of(request)), error.status
    bundled = Path(__file__).with_name("assets").joinpath("editor.js").is_file()
    return render(request, "editor", status, **shown, bundled=bundled, examples=forms.by_question(), most=forms.SHOWN, link=lambda form: "?" + urlencode({"query": text, "raw": "1", "format": form}))


def ontology(request: Request) -> Response:
    """The terms of the graph: for people a page, for programs Turtle."""
    if "text/html" not in request.headers.get("accept", "") and "*/*" not in request.headers.get("accept", "*/*"):
        return Response(vocabulary.turtle(), media_type="text/turtle", headers={"Vary": "Accept"})
    things, language = request.app.state.site.state.things, language_of(request)
    known = vocabulary.terms(language)
    examples = {each.name: next(iter(things.of_class(each.name)), "") for each in known["classes"] if each.name.startswith("pg:")}
    return render(
        request, "ontology", terms=known, diagram=vocabulary.diagram(language), box=vocabulary.BOX, questions=forms.by_competency(),
        examples={name: iri for name, iri in examples.items() if things.path(iri)})


# ---- what went wrong


def failed(request: Request, error: Exception) -> Response:
    """A page for what is not there, and for a fault; a program gets a line."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    if "text/html" not in request.headers.get("accept", ""):
        said = error.detail if isinstance(error, HTTPException) else "something went wrong"
        return PlainTextResponse(f"{said}\n", status)
    key = "not_found" if status == 404 else "failed"
    return render(request, "failed", status, key=key, tried=_tried(request))


def _tried(request: Request) -> str:
    """What the address may have meant, to be looked for."""
    return re.sub(r"[^\w〔〕（）]+", " ", request.path_params.get("rest", "").rsplit("/", 1)[-1])[:60].strip()
