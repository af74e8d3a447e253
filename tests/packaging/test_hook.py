"""The hook refuses a package that may not be shipped."""

from __future__ import annotations

import runpy
import struct
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.packaging.conftest import ROOT

HOOK = runpy.run_path(str(ROOT / "mobile_app/p4a/hook.py"))
ASKED = ["--permission", "android.permission.CAMERA", "--permission", "android.permission.VIBRATE"]


def library(*alignments: int) -> bytes:
    """Make the head of a 64-bit ELF file with segments of these alignments."""
    head = b"\x7fELF\x02\x01\x01" + bytes(9)
    head += struct.pack("<HHIQQQIHHH", 3, 183, 1, 0, 64, 0, 0, 64, 56, len(alignments))
    head = head.ljust(64, b"\0")
    return head + b"".join(
        struct.pack("<IIQQQQQQ", 1, 5, 0, 0, 0, 0, 0, alignment) for alignment in alignments
    )


def package(folder: Path, **libraries: bytes) -> SimpleNamespace:
    outputs = folder / "build/outputs/apk/debug"
    outputs.mkdir(parents=True)
    with zipfile.ZipFile(outputs / "clearshot.apk", "w") as files:
        for name, content in libraries.items():
            files.writestr(f"lib/arm64-v8a/{name}.so", content)
    return SimpleNamespace(_dist=SimpleNamespace(dist_dir=str(folder)))


def test_a_package_of_aligned_libraries_passes(tmp_path: Path) -> None:
    HOOK["after_apk_assemble"](package(tmp_path, a=library(16_384, 65_536), pybundle=b"archive"))


def test_a_library_for_pages_of_4_kb_is_named(tmp_path: Path) -> None:
    toolchain = package(tmp_path, good=library(16_384), bad=library(16_384, 4_096))
    with pytest.raises(SystemExit, match=r"clearshot\.apk: lib/arm64-v8a/bad\.so is aligned"):
        HOOK["after_apk_assemble"](toolchain)


def test_without_a_package_nothing_is_taken_for_checked(tmp_path: Path) -> None:
    toolchain = SimpleNamespace(_dist=SimpleNamespace(dist_dir=str(tmp_path)))
    with pytest.raises(SystemExit, match=r"holds no \.apk"):
        HOOK["after_apk_assemble"](toolchain)


@pytest.mark.parametrize("more", [[], ["--permission", "android.permission.RECORD_AUDIO"]])
def test_a_permission_too_few_or_too_many_is_refused(more: list[str]) -> None:
    toolchain = SimpleNamespace(args=SimpleNamespace(unknown_args=[*ASKED, *more]))
    with pytest.raises(SystemExit, match=r"expected exactly android\.permission\.CAMERA"):
        HOOK["before_apk_build"](toolchain)


def test_this_machines_own_libraries_are_read() -> None:
    content = Path(sys.executable).resolve().read_bytes()
    if content[:5] != b"\x7fELF\x02":
        pytest.skip("this machine's programs are no 64-bit ELF files")
    assert HOOK["alignment"](content) in (4_096, 16_384)
