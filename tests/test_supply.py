"""What the program is made of: the lock with its hashes, the list of packages, and whether they are what was installed."""

from __future__ import annotations

import json
import re
import sys
from importlib import metadata

import pytest

from conftest import ROOT

sys.path.insert(0, str(ROOT / "supply"))
import installed
import sbom


def test_every_package_of_the_lock_has_a_version_and_the_hashes_of_its_files():
    text = (ROOT / "requirements.lock").read_text("utf-8")
    known = sbom.locked(text)
    assert len(known) > 100 and {"spacy", "rdflib", "pyoxigraph", "colorama", "appnope"} <= known.keys()
    assert not re.search(r"://|--(?:extra-)?index|--find-links|@ ", text)
    # Wheels for several systems and Pythons, and the source: what is built for one alone would not install elsewhere.
    assert all(len(known[name][1]) > 10 for name in ("pyoxigraph", "spacy", "duckdb", "lxml", "numpy"))


def test_a_package_without_a_hash_is_named():
    with pytest.raises(ValueError, match="no hash in the lock: b; "):
        sbom.locked("a==1 \\\n    --hash=sha256:" + "0" * 64 + "\nb==2\n")


def test_the_list_of_packages_is_whole_and_the_same_each_time():
    found = sbom.made()
    assert found == sbom.made() and json.loads(json.dumps(found)) == found
    assert (found["bomFormat"], found["specVersion"], found["metadata"]["component"]["name"]) == ("CycloneDX", "1.6", "policygraph")
    refs = [each["bom-ref"] for each in found["components"]]
    assert len(refs) == len(set(refs)) > 150
    assert {each["ref"] for each in found["dependencies"]} | {ref for each in found["dependencies"] for ref in each["dependsOn"]} <= {*refs, "policygraph"}
    scopes = {each["name"]: each["scope"] for each in found["components"]}
    assert (scopes["spacy"], scopes["lxml"], scopes["uvicorn"], scopes["pytest"], scopes["igraph"]) == ("required", "required", "required", "excluded", "excluded")
    assert all(re.fullmatch("[0-9a-f]{64}|[0-9a-f]{128}", each["content"]) for one in found["components"] for each in one.get("hashes", ()))


def validated(reader, path, found):
    """What the validator of CycloneDX says of a list."""
    path.write_text(json.dumps(found, ensure_ascii=False), "utf-8")
    told = reader("components", path)
    if "missing" in told:
        pytest.skip(f"the validator of CycloneDX is not installed: make readers ({told['missing']})")
    return told


def test_the_list_is_what_the_schema_of_cyclonedx_asks_for(reader, tmp_path):
    found = sbom.made()
    needed = sum(len(each["dependsOn"]) for each in found["dependencies"])
    assert validated(reader, tmp_path / "sbom.json", found) == {"version": "1.6", "wrong": [], "components": len(found["components"]), "needed": needed}


@pytest.mark.parametrize(("spoil", "said"), [
    (lambda found: found["components"][0].update(scope="needed"), "'needed' is not one of"),
    (lambda found: found["components"][0]["hashes"][0].update(content="0"), "'0' does not match"),
    (lambda found: found["components"][1].pop("name"), "'name' is a required property"),
    (lambda found: found.update(made="today"), "'made' was unexpected"),
    (lambda found: found["components"].append(found["components"][0]), "non-unique elements"),
])
def test_the_validator_sees_what_is_wrong(reader, tmp_path, spoil, said):
    found = sbom.made()
    spoil(found)
    wrong = validated(reader, tmp_path / "sbom.json", found)["wrong"]
    assert any(said in each for each in wrong), wrong


def test_no_package_for_users_binds_their_own_programs():
    bound = [(each["name"], each["licenses"]) for each in sbom.made()["components"]
             if each["scope"] == "required" and re.search(r"GPL|Affero|SSPL|Commons Clause|NonCommercial", json.dumps(each.get("licenses", [])))]
    assert bound == []


def test_a_file_that_was_changed_is_found(tmp_path, monkeypatch):
    folder = tmp_path / "thing-1.0.dist-info"
    folder.mkdir()
    (tmp_path / "thing.py").write_text("x = 1\n")
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: thing\nVersion: 1.0\n")
    (folder / "RECORD").write_text("thing.py,sha256=gxH45Xpyqrmq6MmxL_xWNg2SkWAyBW-yFmdLB8RJxSw,6\ngone.py,sha256=gxH4,6\nthing-1.0.dist-info/RECORD,,\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert metadata.version("thing") == "1.0"
    assert list(installed.changed("thing")) == ["thing.py", "gone.py"]
    monkeypatch.setattr(installed, "LOCK", tmp_path / "lock")
    (tmp_path / "lock").write_text("thing==2.0 \\\n    --hash=sha256:" + "0" * 64 + "\nabsent==1.0 \\\n    --hash=sha256:" + "0" * 64 + "\n")
    found = list(installed.differing())
    assert found[0].startswith("thing: 1.0 is installed, and the lock says 2.0") and len(found) == 3
