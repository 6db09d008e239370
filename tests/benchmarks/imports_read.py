"""archlint's side of the benchmark `imports.py`: reads the imports of every Go file below a folder, and counts them.

It reads a tree like `archlint check`, but also the folders that Go ignores, like the program it is compared with.
"""

from __future__ import annotations

import gc
import os
import sys

gc.disable()  # like the command line

from archlint.edge.walk import read_headers, walk  # noqa: E402
from archlint.languages.go.headers.reader import HeaderReader  # noqa: E402

root = sys.argv[1]
paths = []
for folder in walk(root, lambda _parent, _name: True):
    prefix = f"{folder.path}/" if folder.path else ""
    paths += [prefix + name for name in folder.go_files]
    paths += [prefix + name for name in folder.other_files if name.endswith(".go")]
facts = list(read_headers(root, paths, HeaderReader().read))
sys.stdout.write(f"{len(facts)} {sum(len(file.imports) for file in facts)}\n")
sys.stdout.flush()
os._exit(0)  # like the command line
