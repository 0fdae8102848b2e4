"""Hold a list of packages against the schema of CycloneDX that the library cyclonedx-python-lib brings with it; print what was found as JSON.

Strict: a key that the schema does not know is wrong too. Nothing is fetched.
"""

import json
import sys
from pathlib import Path

try:
    from cyclonedx.model.bom import Bom
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator
except ImportError as error:  # an environment from before this reader was among the others
    print(json.dumps({"missing": str(error)}))
    sys.exit(0)

text = Path(sys.argv[1]).read_text("utf-8")
told = json.loads(text)
version = next(each for each in SchemaVersion if each.to_version() == told["specVersion"])
wrong = [str(each.data.message)[-300:] for each in JsonStrictValidator(version).validate_str(text, all_errors=True) or ()]
found = {"version": told["specVersion"], "wrong": wrong}
if not wrong:
    read = Bom.from_json(told)  # the library reads it as a list of its own too
    found |= {"components": len(read.components), "needed": sum(len(each.dependencies) for each in read.dependencies)}
print(json.dumps(found))
