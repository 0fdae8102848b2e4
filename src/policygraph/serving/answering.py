"""Answering programs: the SPARQL endpoint, the data of every thing, suggestions."""

from __future__ import annotations

from urllib.parse import quote

import pyoxigraph
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from ..asking.referring import styles
from ..registry import GRAPH_FORMATS
from ..stating.formats import FILE_PREFIXES
from . import pages
from .content.things import Things
from .sparql import protocol, results
from .sparql.readers import Query, Refused

#: Statements that point at a thing, in its data, at most.
POINTING = 1_000
#: IRIs of the forms of answers, for the description of the service (https://www.w3.org/ns/formats/).
FORMATS = tuple(f"http://www.w3.org/ns/formats/{name}" for name in (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle", "N-Triples", "RDF_XML", "JSON-LD"))
#: Pages of any site may ask, as there is nothing here that only some may know.
_OPEN = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "GET, POST, OPTIONS", "Access-Control-Allow-Headers": "Accept, Content-Type"}


# ---- SPARQL


async def sparql(request: Request) -> Response:
    """The endpoint: an answer, its description, or for a browser the editor."""
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=_OPEN)
    accept = results.accepted(request.headers.get("accept", ""))
    browsed = request.method == "GET" and "text/html" in accept and "raw" not in request.query_params
    try:
        asked = protocol.asked(request.method, request.url.query, request.headers.get("content-type", ""), await request.body())
        if browsed:
            return await run_in_threadpool(pages.editor, request, asked.query if asked else "")
        return await run_in_threadpool(_answered, request, asked, _form(request) or accept) if asked else _described(request)
    except Refused as error:
        if browsed:
            return await run_in_threadpool(pages.editor, request, request.query_params.get("query", ""), error)
        headers = _OPEN | ({"Retry-After": "5"} if error.status == 503 else {})
        return PlainTextResponse(f"{error}\n", error.status, headers)


def _form(request: Request) -> tuple[str, ...]:
    """The media type that was asked for by name (``format=csv``), for those who cannot set a header."""
    names = {"json": results.JSON, "xml": results.XML, "csv": results.CSV, "tsv": results.TSV, "turtle": "text/turtle", "nt": "application/n-triples",
             "jsonld": "application/ld+json", "rdfxml": "application/rdf+xml"}
    return tuple(names[value] for value in (request.query_params.get("format", ""),) if value in names)


def _answered(request: Request, asked: protocol.Asked, accept: tuple[str, ...]) -> Response:
    site = request.app.state.site
    query = Query(str(site.state.path), asked.query, accept, asked.default_graphs, asked.named_graphs)
    reply = site.readers.ask(query)
    return Response(reply.body, media_type=reply.media_type, headers=_OPEN | {"Vary": "Accept"})


def _described(request: Request) -> Response:
    site = request.app.state.site
    text = protocol.description(str(request.url.replace(query="")), site.state.triples, FORMATS)
    return Response(text, media_type="text/turtle", headers=_OPEN)


# ---- linked data


def thing(request: Request) -> Response:
    """The address of a thing: for people its page, for programs its data (303, as things are no documents)."""
    rest = request.path_params["rest"]
    things = request.app.state.site.state.things
    if not things.is_known(things.iri(rest)):
        raise HTTPException(404)
    kind = results.accepted(request.headers.get("accept", ""))
    wanted = results.chosen([each for each in kind if each in ("text/html", *results.GRAPHS, *results.ALSO)] or ["text/html"], ("text/html", *results.GRAPHS))
    return RedirectResponse(("/page/" if wanted == "text/html" else "/data/") + quote(rest, safe="/"), 303, _OPEN | {"Vary": "Accept"})


def data(request: Request) -> Response:
    """What the graph says of a thing, and where it is pointed at, as RDF; ``.ttl`` and the like at the end of the address choose the form."""
    rest, media_type = _ending(request.path_params["rest"])
    things = request.app.state.site.state.things
    iri = things.iri(rest)
    if not things.is_known(iri):
        raise HTTPException(404)
    try:
        media_type = media_type or results.chosen(_form(request) or results.accepted(request.headers.get("accept", "")), tuple(results.GRAPHS))
    except results.NotAcceptable:
        media_type = "text/turtle"
    body = pyoxigraph.serialize(_told(things, iri), format=results.GRAPHS[media_type], prefixes=FILE_PREFIXES) or b""
    return Response(body, media_type=media_type, headers=_OPEN | {"Vary": "Accept"})


def cite(request: Request) -> Response:
    """A reference to a document as a file, in the ``style`` that is asked for."""
    things, style = request.app.state.site.state.things, request.query_params.get("style", "gbt7714")
    iri = things.iri(request.path_params["rest"])
    if style not in styles.STYLES or not things.is_known(iri) or things.kind(iri) != "document":
        raise HTTPException(404)
    reference = things.reference(iri)
    ending, media_type = styles.FILES[style]
    return Response(styles.written([reference], style), media_type=media_type, headers=_OPEN | {"Content-Disposition": f'attachment; filename="{reference.key}{ending}"'})


def _ending(rest: str) -> tuple[str, str]:
    for ending in (".ttl", ".nt", ".jsonld", ".rdf"):
        if rest.endswith(ending):
            form = getattr(pyoxigraph.RdfFormat, GRAPH_FORMATS[ending].oxigraph)
            return rest.removesuffix(ending), next(name for name, known in results.GRAPHS.items() if known == form)
    return rest, ""


def _told(things: Things, iri: str) -> list[pyoxigraph.Triple]:
    node = pyoxigraph.NamedNode(iri)
    found = [pyoxigraph.Triple(node, pyoxigraph.NamedNode(property), value) for property, value in things.outgoing(iri)]
    found += [pyoxigraph.Triple(pyoxigraph.NamedNode(subject), pyoxigraph.NamedNode(property), node) for subject, property in things.incoming(iri, POINTING)]
    return sorted(found, key=lambda triple: (str(triple.subject), str(triple.predicate), str(triple.object)))


# ---- suggestions


def terms(request: Request) -> Response:
    """What the editor of SPARQL completes, as JSON, in the language of the reader."""
    from .content.vocabulary import completions

    return JSONResponse(completions(pages.language_of(request)), headers={"Vary": "Accept-Language, Cookie", "Cache-Control": "max-age=3600"})


def suggest(request: Request) -> Response:
    """Names that hold what was typed, as JSON: a name, a number, the kind, the address of the page."""
    site = request.app.state.site
    typed, kind = request.query_params.get("q", ""), request.query_params.get("kind", "")
    index = site.index
    hits = index.suggest(typed, kind) if index.ready else []
    return JSONResponse([{"name": hit.name, "number": hit.number, "kind": hit.kind, "path": site.state.things.path(hit.iri)} for hit in hits])
