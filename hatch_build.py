"""The build of a package: the SPARQL editor is bundled into it where that can be done, see web/bundle.py."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class EditorHook(BuildHookInterface):
    """Puts the bundle of the editor and its licences into a wheel and a source distribution; without them the package is whole too."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the bundle where it is missing; an editable install leaves that to `make setup`."""
        if version == "editable":
            return
        bundling = _bundling(Path(self.root))
        try:
            bundling.make()
        except bundling.BundleError as error:
            self.app.display_warning(f"the SPARQL editor is not in this package, its page has a plain text field: {error}")
            return
        build_data["artifacts"] += [f"/{path.relative_to(self.root).as_posix()}" for path in (bundling.BUNDLE, bundling.LICENCES)]


def _bundling(root: Path) -> ModuleType:
    """web/bundle.py as a module; it belongs to no package."""
    spec = spec_from_file_location("policygraph_bundling", root / "web" / "bundle.py")
    assert spec and spec.loader
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
