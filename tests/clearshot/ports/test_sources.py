"""What our Java and Objective-C declare: little, and of types that cross the bridge."""

from __future__ import annotations

import pytest

from tests.clearshot.ports.android_phone import FITS, GIVES
from tests.clearshot.ports.ios_phone import TYPES
from tests.clearshot.ports.stand_in import APP, java_classes, objc_classes, objc_methods


@pytest.mark.parametrize("name", java_classes())
def test_only_numbers_texts_and_arrays_cross_from_java(name: str) -> None:
    """Pyjnius would look up the class of another object itself, and fail on Python's threads."""
    for method in java_classes()[name].values():
        assert method.gives in GIVES
        assert set(method.takes) <= FITS.keys()


@pytest.mark.parametrize("name", objc_classes())
def test_only_numbers_addresses_and_texts_cross_from_objective_c(name: str) -> None:
    for method in objc_classes()[name].values():
        assert {method.gives, *method.takes} <= TYPES.keys() | {"void"}


@pytest.mark.parametrize("name", objc_classes())
def test_every_declared_method_is_defined_with_the_same_types(name: str) -> None:
    defined = objc_methods((APP / "ios" / f"{name}.m").read_text())
    declared = objc_classes()[name]
    assert {method: defined[method] for method in declared} == declared


def test_nothing_records_sound_or_writes_to_the_gallery() -> None:
    sources = [*(APP / "p4a/java").rglob("*.java"), *(APP / "ios").glob("*.[hm]")]
    assert len(sources) == 15
    for file in sources:
        text = file.read_text()
        for word in ("RECORD_AUDIO", "AVMediaTypeAudio", "MediaStore.Images", "PHPhotoLibrary"):
            assert word not in text, f"{file.name} has {word}"
