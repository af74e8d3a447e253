"""What python-for-android is about to build in; nothing out, or a sentence why it may not be shipped.

It runs on the machine that builds: once before the manifest is written, once on the finished
package.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

PERMISSIONS = {
    "android.permission.CAMERA",
    "android.permission.VIBRATE",
    "android.permission.INTERNET",
}
# Bytes of a memory page; Play refuses native code that is aligned to less.
PAGE = 16_384
_LOAD = 1  # ELF: a segment that is loaded into memory


def before_apk_build(toolchain: Any) -> None:
    """Refuse permissions that the app does not have."""
    given = toolchain.args.unknown_args
    asked = {value for name, value in pairwise(given) if name == "--permission"}
    if asked != PERMISSIONS:
        raise SystemExit(
            f"the app asks for {', '.join(sorted(asked)) or 'nothing'}, expected exactly "
            f"{', '.join(sorted(PERMISSIONS))}: mend android.permissions in buildozer.spec"
        )


def after_apk_assemble(toolchain: Any) -> None:
    """Refuse native code that Android with pages of 16 KB cannot load."""
    outputs = Path(toolchain._dist.dist_dir) / "build" / "outputs"
    packages = [*outputs.rglob("*.apk"), *outputs.rglob("*.aab")]
    if not packages:
        raise SystemExit(f"{outputs} holds no .apk or .aab, so its native code cannot be checked")
    for package in packages:
        wrong = sorted(misaligned(package))
        if wrong:
            raise SystemExit(
                f"{package.name}: {', '.join(wrong)} is aligned to less than {PAGE} bytes, which "
                "Play refuses: build it with NDK 28 or take a newer release of the library"
            )


def misaligned(package: Path) -> Iterator[str]:
    """List the libraries of a package that do not fit pages of 16 KB."""
    with zipfile.ZipFile(package) as files:
        for name in files.namelist():
            if name.endswith(".so") and alignment(files.read(name)) < PAGE:
                yield name


def alignment(library: bytes) -> int:
    """Read the smallest alignment of the segments of a 64-bit ELF file that are loaded."""
    if library[:4] != b"\x7fELF":
        return PAGE  # python-for-android packs an archive as libpybundle.so: it is not loaded
    (table,) = struct.unpack_from("<Q", library, 32)
    size, count = struct.unpack_from("<HH", library, 54)
    found = [PAGE]
    for place in range(table, table + size * count, size):
        kind, *_, align = struct.unpack_from("<IIQQQQQQ", library, place)
        if kind == _LOAD:
            found.append(align)
    return min(found)
