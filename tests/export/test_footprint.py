from __future__ import annotations

from pathlib import Path

from clearshot.manifest import EMBEDDED
from export.footprint import Footprint, footprint, markdown
from export.stages import photo


def test_a_process_that_judges_takes_more_memory_than_one_that_does_not(tmp_path: Path) -> None:
    file = tmp_path / "photo.jpg"
    file.write_bytes(photo((1152, 864)))
    idle, busy = footprint(Path(EMBEDDED), []), footprint(Path(EMBEDDED), [file])
    assert 0 < idle.peak < busy.peak < 1000
    assert busy.whole > busy.imports + busy.loading + busy.judging


def test_the_table_has_a_row_for_each() -> None:
    table = markdown({"no photo": Footprint(0.1, 0.2, 0.3, 0.7, 80.4)})
    assert table.splitlines()[2] == "| no photo | 0.10 | 0.20 | 0.30 | 0.70 | 80 |"
