"""`python -m codegen` writes everything generated; `--check` only compares."""

from __future__ import annotations

import argparse
import sys

from codegen import output
from codegen.findings import FindingsError
from codegen.pipeline import FOLDERS, build


def main() -> int:
    """Run the generator and return its exit code."""
    parser = argparse.ArgumentParser(prog="codegen", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    arguments = parser.parse_args()
    try:
        files = build()
    except FindingsError as error:
        print(error, file=sys.stderr)
        return 1
    if not arguments.check:
        written = output.write(files, FOLDERS)
        print(f"{len(files)} files generated, {len(written)} changed")
        return 0
    changed = output.differing(files, FOLDERS)
    for path in changed:
        print(output.difference(path, files.get(path)), end="", file=sys.stderr)
    if changed:
        print(f"run {output.COMMAND} and commit the result", file=sys.stderr)
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
