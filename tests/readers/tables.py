"""Read tables of Parquet by pandas with pyarrow, and print their columns, types and how many rows there are."""

import json
import sys
from pathlib import Path

import pandas

print(json.dumps({Path(name).name: {"rows": len(frame), "types": {column: str(kind) for column, kind in frame.dtypes.items()}}
                  for name, frame in ((name, pandas.read_parquet(name)) for name in sys.argv[1:])}))
