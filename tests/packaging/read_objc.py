"""Objective-C sources in; what a compiler says of them out, one a line. Clang reads, nothing is built.

Takes the folder of the frameworks' headers, then the sources.
"""

from __future__ import annotations

import sys

ARGUMENTS = (
    "-x", "objective-c", "-std=gnu2x", "-target", "arm64-apple-ios16.0", "-fobjc-arc", "-fblocks",
    "-nostdinc", "-Wall", "-Wextra", "-Wundeclared-selector", "-Wno-unused-parameter",
)  # fmt: skip


def main(headers: str, *sources: str) -> int:
    """Print the diagnostics; return how many there are."""
    from clang.cindex import Index  # type: ignore[import-not-found, unused-ignore]

    found = 0
    for source in sources:
        for said in Index.create().parse(source, [*ARGUMENTS, "-isystem", headers]).diagnostics:
            found += 1
            print(f"{source}:{said.location.line}: {said.spelling}")
    return found


if __name__ == "__main__":
    raise SystemExit(min(1, main(*sys.argv[1:])))
