from __future__ import annotations

import io
import json
import struct
import subprocess
import zipfile
from pathlib import Path

import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter
from flatbuffers.number_types import Uint8Flags
from flatbuffers.table import Table

from clearshot.manifest import EMBEDDED
from export.metadata import ENTRY, IDENTIFIER, Input, Metadata, Output, packed, with_metadata

METADATA = Metadata(
    name="clearshot",
    description="ä photo",
    version="1.2",
    author="somebody",
    licence="see LICENSE",
    input=Input("image", "one view"),
    outputs=(Output("whole", "logits", ("glare", "noise")), Output("region", "added", ("all",))),
)


def text(table: Table, slot: int) -> str:
    place = table.Offset(4 + 2 * slot)
    return str(table.String(table.Pos + place).decode())


def below(table: Table, slot: int) -> Table:
    return Table(table.Bytes, table.Indirect(table.Pos + table.Offset(4 + 2 * slot)))


def items(table: Table, slot: int) -> list[Table]:
    place = table.Offset(4 + 2 * slot)
    first = table.Vector(place)
    return [
        Table(table.Bytes, table.Indirect(first + 4 * i)) for i in range(table.VectorLen(place))
    ]


def root(content: bytes) -> Table:
    assert content[4:8] == IDENTIFIER
    return Table(bytearray(content), struct.unpack_from("<I", content)[0])


def test_what_is_packed_is_read_by_the_schemas_slots() -> None:
    """Slots are those of metadata_schema.fbs, in its order."""
    model = root(packed(METADATA))
    said = {
        name: text(model, slot) for name, slot in (("name", 0), ("description", 1), ("licence", 5))
    }
    assert said == {"name": "clearshot", "description": "ä photo", "licence": "see LICENSE"}
    (network,) = items(model, 3)
    (image,) = items(network, 2)
    assert text(image, 0) == "image"
    content = below(image, 3)
    assert content.Get(Uint8Flags, content.Pos + content.Offset(4)) == 2  # an image
    assert [text(each, 0) for each in items(network, 3)] == ["whole", "region"]
    (labels,) = items(items(network, 3)[0], 6)
    assert text(labels, 0) == "whole_labels.txt"


def shipped() -> bytes:
    return (EMBEDDED / "quality.tflite").read_bytes()


def test_outputs_stay_the_same_to_the_bit_and_weights_are_kept() -> None:
    written = with_metadata(shipped(), METADATA)
    assert len(written) > 0.99 * len(shipped())
    view = np.random.default_rng(0).integers(0, 256, (1, 448, 448, 3), dtype=np.uint8)
    before, after = (
        Interpreter(model_content=each).get_signature_runner()(image=view)
        for each in (shipped(), written)
    )
    assert all(np.array_equal(before[name], after[name]) for name in ("whole", "region"))


def test_it_lies_in_the_file_and_the_labels_behind_it() -> None:
    written = with_metadata(shipped(), METADATA)
    model = schema.Model.GetRootAs(written, 0)
    entries = [model.Metadata(i) for i in range(model.MetadataLength())]
    (own,) = [each for each in entries if each.Name() == ENTRY.encode()]
    assert model.Buffers(own.Buffer()).DataAsNumpy().tobytes() == packed(METADATA)
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        assert archive.read("whole_labels.txt") == b"glare\nnoise"


def test_written_again_it_is_replaced() -> None:
    once = with_metadata(shipped(), METADATA)
    assert with_metadata(once, METADATA) == once


READS = """
import sys
from tflite_support import metadata
read = metadata.MetadataDisplayer.with_model_file(sys.argv[1])
print(read.get_metadata_json())
names = read.get_packed_associated_file_list()
print({name: read.get_associated_file_buffer(name).decode() for name in names}, file=sys.stderr)
"""
WITNESS = Path(__file__).parents[2] / ".runtimes" / "tflite_support"


@pytest.mark.slow
@pytest.mark.skipif(
    not (WITNESS / "done").exists(), reason="export/runtimes/setup.sh .runtimes tflite_support"
)
def test_the_fields_own_reader_reads_what_was_written(tmp_path: Path) -> None:
    """tflite-support 0.4.4, in an environment of its own."""
    file = tmp_path / "quality.tflite"
    file.write_bytes(with_metadata((EMBEDDED / "quality.tflite").read_bytes(), METADATA))
    words = [str(WITNESS / "bin" / "python"), "-c", READS, str(file)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)
    assert (said["name"], said["description"], said["license"]) == (
        "clearshot",
        "ä photo",
        "see LICENSE",
    )
    (network,) = said["subgraph_metadata"]
    (image,) = network["input_tensor_metadata"]
    assert image["content"]["content_properties_type"] == "ImageProperties"
    assert [each["name"] for each in network["output_tensor_metadata"]] == ["whole", "region"]
    assert "glare" in done.stderr
