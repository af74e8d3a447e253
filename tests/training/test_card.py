"""The model card takes its figures from files that commands wrote."""

from pathlib import Path

import pytest

from training.card import TableMissing, main, with_tables

CARD = "# Card\n<!-- table renders -->\nold\n<!-- end -->\nWords.\n<!-- table faults -->\n<!-- end -->\n"


def tables(folder: Path, **named: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in named.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


def test_each_table_is_put_in_its_place_and_the_words_stay(tmp_path: Path) -> None:
    one, two = tables(tmp_path / "a", renders="* .85"), tables(tmp_path / "b", faults="| .92 |")
    card = with_tables(CARD, [one, two])
    assert "<!-- table renders -->\n\n* .85\n\n<!-- end -->\nWords." in card
    assert "| .92 |" in card
    assert "old" not in card


def test_filling_a_card_again_changes_nothing(tmp_path: Path) -> None:
    folder = tables(tmp_path / "a", renders="r\\1", faults="f")
    card = with_tables(CARD, [folder])
    assert with_tables(card, [folder]) == card


def test_a_table_that_was_not_measured_is_named(tmp_path: Path) -> None:
    with pytest.raises(TableMissing, match=r"no faults\.md"):
        with_tables(CARD, [tables(tmp_path / "a", renders="r")])


def test_the_command_leaves_the_card_alone_when_a_table_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    card = tmp_path / "MODEL_CARD.md"
    card.write_text(CARD, encoding="utf-8")
    assert main([str(tmp_path), "--card", str(card)]) == 2
    assert "no renders.md" in capsys.readouterr().err
    assert card.read_text(encoding="utf-8") == CARD
    tables(tmp_path, renders="r", faults="f")
    assert main([str(tmp_path), "--card", str(card)]) == 0
    assert "\nr\n" in card.read_text(encoding="utf-8")


def test_tables_that_were_not_measured_again_can_stay(tmp_path: Path) -> None:
    card = with_tables(CARD, [tables(tmp_path / "a", faults="| .92 |")], keep=True)
    assert "old" in card
    assert "| .92 |" in card
