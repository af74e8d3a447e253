"""Every reason and every error has plain words in both languages, about the photo only."""

from __future__ import annotations

import csv
import re

import pytest

import clearshot.words as module
from clearshot.errors import PhotoUnreadable
from clearshot.reasons import REASON_CODES
from clearshot.words import LANGUAGES, Words

ROWS = list(csv.DictReader(module._FILE.open(encoding="utf-8", newline="")))
# What no screen says: it blames, frightens, or speaks of the skin or of the machine.
BANNED = re.compile(
    r"\b(error|failed|wrong|bad|invalid|you must|your fault|disease|cancer|skin looks|algorithm"
    r"|falló|malo|mala|enfermedad|cáncer)\b|!",
    re.IGNORECASE,
)


def errors() -> list[type[PhotoUnreadable]]:
    return [PhotoUnreadable, *PhotoUnreadable.__subclasses__()]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", REASON_CODES)
def test_every_reason_has_a_title_and_an_advice(language: str, code: str) -> None:
    words = Words(language)
    assert words.reason(code)
    assert words.advice(code).endswith(".")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("error", errors())
def test_every_error_of_a_file_has_words(language: str, error: type[PhotoUnreadable]) -> None:
    assert Words(language).unreadable(error("detail")).endswith(".")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["accept", "retake", "cannot_judge"])
def test_every_verdict_has_words(language: str, kind: str) -> None:
    assert Words(language).verdict(kind)
    assert Words(language).title(kind)


def test_no_row_is_blank_or_there_twice() -> None:
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    assert all(row[language].strip() for row in ROWS for language in LANGUAGES)


def test_spanish_is_no_copy_of_english() -> None:
    assert [row["id"] for row in ROWS if row["en"] == row["es"]] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_words_are_calm_and_about_the_photo(row: dict[str, str]) -> None:
    assert not any(BANNED.search(row[language]) for language in LANGUAGES)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_a_sixth_grader_can_read_it(row: dict[str, str]) -> None:
    """Flesch-Kincaid grade, by a rough count of syllables: groups of vowels."""
    words = re.findall(r"[a-z]+", row["en"].lower())
    if len(words) < 6:
        return  # the formula is for sentences
    syllables = sum(len(re.findall(r"[aeiouy]+", word.removesuffix("e"))) or 1 for word in words)
    sentences = len(re.findall(r"[.?]", row["en"])) or 1
    assert 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59 <= 6


def test_an_unknown_language_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match='no words in "fr", use one of: en, es'):
        Words("fr")
