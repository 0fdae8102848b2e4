"""Read an RO-Crate by the library rocrate, and hold it against the shapes of roc-validator; print what was found as JSON.

The context of RO-Crate, which a validator fetches, comes from the files of the library (that of 1.3, which has the terms of 1.1); anything else that
would be fetched is refused.
"""

import io
import json
import sys
import urllib.error
import urllib.request
from email.message import Message
from importlib.resources import files

import requests

CONTEXT = (files("rocrate") / "data" / "ro-crate.jsonld").read_bytes()
asked = set()


class Reply(io.BytesIO):
    status = 200

    def __init__(self, url):
        super().__init__(CONTEXT)
        self.url, self.headers = url, Message()
        self.headers["Content-Type"] = "application/ld+json"

    def geturl(self):
        return self.url

    def info(self):
        return self.headers


def urlopen(request, *_, **__):
    url = request if isinstance(request, str) else request.full_url
    asked.add(url)
    if url == "https://w3id.org/ro/crate/1.1/context":
        return Reply(url)
    raise urllib.error.URLError(url)


def send(_, request, **__):
    asked.add(request.url)
    if request.url != "https://w3id.org/ro/crate/1.1/context":
        raise requests.ConnectionError(request.url)
    reply = requests.Response()
    reply.url, reply.request, reply.status_code, reply._content = request.url, request, 200, CONTEXT
    reply.headers["Content-Type"] = "application/ld+json"
    return reply


urllib.request.urlopen = urlopen
requests.adapters.HTTPAdapter.send = send

from rocrate.rocrate import ROCrate  # noqa: E402
from rocrate_validator import models, services  # noqa: E402

crate = ROCrate(sys.argv[1])
result = services.validate(services.ValidationSettings(
    rocrate_uri=sys.argv[1], profile_identifier="ro-crate-1.1", requirement_severity=models.Severity.RECOMMENDED, no_cache=True))
print(json.dumps({
    "name": crate.name, "files": sorted(each.id for each in crate.data_entities), "licence": crate.license.id if hasattr(crate.license, "id") else crate.license,
    "creators": [each["name"] for each in ([crate.root_dataset["author"]] if not isinstance(crate.root_dataset.get("author"), list) else crate.root_dataset["author"])
                 if each is not None] if crate.root_dataset.get("author") else [],
    "counted": {each.id.lstrip("#"): each["value"] for each in crate.get_entities() if each.type == "PropertyValue"},
    "asked": sorted(asked), "issues": [[each.severity.name, each.message] for each in result.get_issues()]}))
