"""Every id has plain words in both languages, calm and about the photo, and none lies about idle."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from clearshot.capture.session import OFFICE_VIEWS, Mode, View
from clearshot.capture.settings import Colours
from clearshot.errors import PhotoUnreadable
from clearshot.reasons import REASON_CODES
from clearshot.sites import GROUPS, SIDES, SITES
from clearshot.words import DOMAIN, FOLDER, LANGUAGES, PLACES, TITLES, Words

PACKAGE = FOLDER.parent


def catalogue(language: str) -> dict[str, str]:
    """Read what a translator edits: the words by their ids."""
    with _file(language, "po").open("rb") as lines:
        return {str(m.id): str(m.string) for m in read_po(lines, language) if m.id}


def _file(language: str, suffix: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.{suffix}"


EN, ES = catalogue("en"), catalogue("es")
# What no screen says: it blames, frightens, or speaks of the skin or of the machine.
BANNED = re.compile(
    r"\b(error|failed|wrong|bad|invalid|you must|your fault|disease|cancer|tumou?r|melanoma|rash"
    r"|mole|lesion|skin looks|looks good|algorithm|falló|mal|malo|mala|enfermedad|cáncer|lunar"
    r"|lesión)\b|[!¡]",
    re.IGNORECASE,
)
# What is not true while photos are kept in a folder of the app: they are neither sealed nor sent.
NOT_YET = re.compile(
    r"\b(send|sends|sent|sending|locked|upload\w*|internet|online|enrol\w*|linked|code"
    r"|bajo llave|vincul\w*|código)\b",
    re.IGNORECASE,
)
# "The app sends it to no one": that nothing is sent is just what it says.
SAYS_SO = {"privacy_2"}
MODES: tuple[Mode, ...] = ("patient", "office")
ALIKE = {"mark_place"}  # two words of the catalogue and a comma

REASON_PARTS = ("r_{}_title", "r_{}_do", "r_{}_tag", "o_{}_title", "o_{}_do")
SOME_REASON_PARTS = ("r_{}_hint", "r_{}_mark")  # a photo's size has no place on it, and no hint


def built() -> set[str]:
    """List the ids that no line of code spells out, as they are built from parts."""
    names = {form.format(code) for code in REASON_CODES for form in REASON_PARTS}
    names |= {form.format(code) for code in REASON_CODES for form in SOME_REASON_PARTS} & EN.keys()
    names |= {"r_blur_focus_near_do", "r_blur_focus_near_hint", "r_glare_torch_do"}
    names |= {f"hint_{code}" for code in ("start", "ready", "auto", "level")}
    names |= {f"site_{code}" for code in SITES} | {f"side_{side}" for side in SIDES}
    names |= {f"sites_{group}" for group in GROUPS}
    names |= {f"site_{place}" for places in GROUPS.values() for place in places}
    names |= {f"unreadable_{error.code}" for error in errors()}
    names |= {f"verdict_{kind}" for kind in (*TITLES, "unreadable")}
    names |= {f"{kind}_sure" for kind in ("delete", "wipe")}
    names |= {f"help_{at}" for at in range(1, 7)} | {f"privacy_{at}" for at in range(1, 5)}
    names |= {f"welcome_{at}" for at in range(1, 4)}
    names |= {f"set_colors_{colours}" for colours in get_args(Colours)}
    names |= {f"off_{view.name}" for view in (*OFFICE_VIEWS, View("other"))}
    return names | {f"off_why_{because}" for because in ("best", "still", "clear", "time")}


def errors() -> list[type[PhotoUnreadable]]:
    return [PhotoUnreadable, *PhotoUnreadable.__subclasses__()]


def spelled_out() -> set[str]:
    """Collect every text in the package's code and kv files that could be an id."""
    found: set[str] = set()
    for file in PACKAGE.rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        constants = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
        found |= {value for value in constants if isinstance(value, str)}
    for file in PACKAGE.rglob("*.kv"):
        found |= set(re.findall(r"[\"']([a-z]\w*)[\"']", file.read_text(encoding="utf-8")))
    return found


def said() -> Iterator[tuple[str, str]]:
    """Give every id that is asked for by its own name, and the file that asks."""
    for file in (*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.kv")):
        for name in re.findall(r"\bsay\(\s*[\"'](\w+)[\"']", file.read_text(encoding="utf-8")):
            yield name, file.name


def test_both_languages_have_the_same_ids() -> None:
    assert EN.keys() == ES.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_says_what_the_written_one_says(language: str) -> None:
    """If not: `make words`."""
    with _file(language, "mo").open("rb") as compiled:
        read = {str(m.id): str(m.string) for m in read_mo(compiled) if m.id}
    assert read == catalogue(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_words_are_left_out_or_are_only_the_id(language: str) -> None:
    words = catalogue(language)
    assert [name for name, text in words.items() if text.strip() in ("", name)] == []
    assert [name for name in words if not Words(language).has(name)] == []


def test_spanish_is_no_copy_of_english() -> None:
    assert {name for name in EN if EN[name] == ES[name]} == ALIKE


def test_values_have_the_same_places_in_both_languages() -> None:
    assert {name: places(EN[name]) for name in EN} == {name: places(ES[name]) for name in EN}


def places(text: str) -> list[str]:
    return sorted(re.findall(r"\{(\w*)\}", text))


def test_every_id_that_the_code_asks_for_has_words() -> None:
    assert [(name, file) for name, file in said() if name not in EN] == []


def test_every_id_that_is_built_from_parts_has_words() -> None:
    assert built() - EN.keys() == set()


def test_no_id_is_idle() -> None:
    assert sorted(EN.keys() - built() - spelled_out()) == []


@pytest.mark.parametrize("words", [EN, ES], ids=LANGUAGES)
def test_words_are_calm_and_about_the_photo(words: dict[str, str]) -> None:
    assert [text for text in words.values() if BANNED.search(text)] == []


@pytest.mark.parametrize("words", [EN, ES], ids=LANGUAGES)
def test_words_say_what_is_true_of_an_app_that_sends_nothing_yet(words: dict[str, str]) -> None:
    untrue = [name for name, text in words.items() if NOT_YET.search(text)]
    assert set(untrue) <= SAYS_SO


def test_a_sixth_grader_can_read_it() -> None:
    assert [text for text in EN.values() if grade(text) > 4.5] == []


def grade(text: str) -> float:
    """Compute the Flesch-Kincaid grade, by a rough count of syllables: groups of vowels."""
    words = re.findall(r"[a-z]+", text.lower())
    if len(words) < 6:
        return 0  # the formula is for sentences
    syllables = sum(len(re.findall(r"[aeiouy]+", word.removesuffix("e"))) or 1 for word in words)
    sentences = len(re.findall(r"[.?]", text)) or 1
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", REASON_CODES)
def test_every_reason_has_a_title_and_an_advice(language: str, code: str) -> None:
    words = Words(language)
    for mode in MODES:
        assert words.reason(code, mode)
        assert words.advice(code, mode).endswith(".")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("error", errors())
def test_every_unreadable_file_has_words(language: str, error: type[PhotoUnreadable]) -> None:
    assert Words(language).unreadable(error("detail")).endswith(".")


def test_a_picture_has_nine_places() -> None:
    words = Words("en")
    said = [words.where((x + 0.5) / 3, (y + 0.5) / 3) for y in range(3) for x in range(3)]
    assert said == [words.say(name) for row in PLACES for name in row]
    assert words.where(1.0, -0.1) == "at the top right"


def test_an_outline_is_told_in_words() -> None:
    assert Words("en").mark("blur_focus", 0.5, 0.5) == "Blurry here, in the middle"
    assert Words("en").mark("low_resolution", 0.5, 0.5) == "The photo is too small"


def test_a_hint_counts_down() -> None:
    assert Words("es").hint("auto", 3) == "No se mueva. 3"
    assert Words("en").hint("blur_focus_near") == "Move back a little"


def test_an_unknown_id_is_named() -> None:
    with pytest.raises(KeyError, match='no words for "nonsense" in the catalogue of "es"'):
        Words("es").say("nonsense")


def test_an_unknown_language_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match='no words in "fr", use one of: en, es'):
        Words("fr")
