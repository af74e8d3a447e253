"""What a .tflite file says of itself: TFLite metadata, written into the file as its last step.

The schema is tensorflow/lite's metadata_schema.fbs 1.0.0 (identifier M001): Android Studio, Netron and
the task libraries read it. The field's old writer drops the weights of today's quantizer, which lie
behind the flatbuffer; here they are first drawn in. The network's outputs stay the same to the bit.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import flatbuffers
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.tools import flatbuffer_utils

ENTRY = "TFLITE_METADATA"
IDENTIFIER = b"M001"
PARSER = "1.0.0"
"""The oldest reader that understands what is written here."""
EPOCH = (2020, 1, 1, 0, 0, 0)
"""Date of the files behind the network: the same bytes each time."""

# Numbers of the schema's unions and enumerations.
IMAGE, FEATURE = 2, 1
NORMALISATION = 1
RGB = 1
AXIS_LABELS = 2


@dataclass(frozen=True)
class Input:
    """The picture that goes in: RGB, 0..255, normalised inside the network."""

    name: str
    description: str


@dataclass(frozen=True)
class Output:
    """Numbers that come out, and what each is called."""

    name: str
    description: str
    labels: tuple[str, ...]

    @property
    def file(self) -> str:
        """Name the file of the labels."""
        return f"{self.name}_labels.txt"


@dataclass(frozen=True)
class Metadata:
    """What a reader is told."""

    name: str
    description: str
    version: str
    author: str
    licence: str
    input: Input
    outputs: tuple[Output, ...]


def with_metadata(program: bytes, metadata: Metadata) -> bytes:
    """Write metadata into a .tflite, and the outputs' labels behind it, as a ZIP."""
    model = flatbuffer_utils.read_model_from_bytearray(bytearray(program))
    for buffer in model.buffers:
        buffer.offset = buffer.size = 0  # the weights have been drawn in
    _buffer_of(model, ENTRY).data = list(packed(metadata))
    written = bytes(flatbuffer_utils.convert_object_to_bytearray(model))
    return _with_files(written, {each.file: "\n".join(each.labels) for each in metadata.outputs})


def _buffer_of(model: schema.ModelT, name: str) -> schema.BufferT:
    """Find the buffer of an entry of the metadata, or add it."""
    model.metadata = model.metadata or []
    for entry in model.metadata:
        if _named(entry) == name:
            return model.buffers[entry.buffer]
    entry = schema.MetadataT()
    entry.name, entry.buffer = name, len(model.buffers)
    model.metadata.append(entry)
    model.buffers.append(schema.BufferT())
    return model.buffers[-1]


def _named(entry: schema.MetadataT) -> str:
    name: str | bytes = entry.name
    return name if isinstance(name, str) else name.decode()


def _with_files(program: bytes, files: dict[str, str]) -> bytes:
    """Append files as a ZIP: readers of the network do not look there, readers of ZIPs do."""
    whole = io.BytesIO(program)
    whole.seek(0, io.SEEK_END)
    with zipfile.ZipFile(whole, "a", zipfile.ZIP_STORED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), text)
    return whole.getvalue()


Build = Callable[[flatbuffers.Builder], int]
"""Writes something into a flatbuffer, and gives its place."""


def packed(metadata: Metadata) -> bytes:
    """Give metadata as the flatbuffer of its schema."""
    builder = flatbuffers.Builder(1024)
    network = _table(
        {
            0: _text(metadata.name),
            2: _vector([_input(metadata.input)]),
            3: _vector([_output(each) for each in metadata.outputs]),
        }
    )
    root = _table(
        {
            0: _text(metadata.name),
            1: _text(metadata.description),
            2: _text(metadata.version),
            3: _vector([network]),
            4: _text(metadata.author),
            5: _text(metadata.licence),
            7: _text(PARSER),
        }
    )
    builder.Finish(root(builder), file_identifier=IDENTIFIER)
    return bytes(builder.Output())


def _input(each: Input) -> Build:
    normalisation = _table({0: _floats([0.0]), 1: _floats([1.0])})
    return _table(
        {
            0: _text(each.name),
            1: _text(each.description),
            3: _table({1: _table({}, {0: RGB})}, {0: IMAGE}),
            4: _vector([_table({1: normalisation}, {0: NORMALISATION})]),
            5: _table({0: _floats([255.0]), 1: _floats([0.0])}),
        }
    )


def _output(each: Output) -> Build:
    return _table(
        {
            0: _text(each.name),
            1: _text(each.description),
            3: _table({1: _table({})}, {0: FEATURE}),
            6: _vector([_table({0: _text(each.file)}, {2: AXIS_LABELS})]),
        }
    )


def _table(fields: dict[int, Build], numbers: dict[int, int] | None = None) -> Build:
    """Write a table: what it refers to by slot, and its small numbers (union types, enumerations)."""

    def build(builder: flatbuffers.Builder) -> int:
        places = {slot: each(builder) for slot, each in fields.items()}
        slots = [*places, *(numbers or {})]
        builder.StartObject(max(slots, default=-1) + 1)
        for slot, place in places.items():
            builder.PrependUOffsetTRelativeSlot(slot, place, 0)
        for slot, number in (numbers or {}).items():
            builder.PrependUint8Slot(slot, number, 0)
        return int(builder.EndObject())

    return build


def _vector(items: Sequence[Build]) -> Build:
    def build(builder: flatbuffers.Builder) -> int:
        places = [each(builder) for each in items]
        builder.StartVector(4, len(places), 4)
        for place in reversed(places):
            builder.PrependUOffsetTRelative(place)
        return int(builder.EndVector())

    return build


def _floats(values: Sequence[float]) -> Build:
    def build(builder: flatbuffers.Builder) -> int:
        builder.StartVector(4, len(values), 4)
        for value in reversed(values):
            builder.PrependFloat32(value)
        return int(builder.EndVector())

    return build


def _text(text: str) -> Build:
    return lambda builder: int(builder.CreateString(text))
