"""A bundle's folder in; its manifest and the verified bytes of its files out.

A bundle is a folder: `manifest.json`, its digest in `manifest.sha256`, `policy.json`, a golden
picture, and each runtime's files. Every file is read once, and the bytes that were hashed are the
bytes that are used: nothing can change between the check and the use. What is checked is that the
files are those of the manifest, against accidents; who may replace all of them together is a
question of the package that they came in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path, PurePosixPath

from clearshot.errors import BundleRefused
from clearshot.fields import Fields
from clearshot.reasons import REASON_CODES
from clearshot.regions import ViewSpec

SCHEMA = 1

EMBEDDED = Path(__file__).with_name("model")

_POLICY = "policy.json"
_INPUT = {"layout": "NHWC", "dtype": "uint8", "colour": "sRGB"}
# A file that a runtime would take for a model, and so must not lie there unlisted.
_MODEL_FILES = {"litert": "**/*.tflite", "coreml": "*.mlpackage/**/*"}
_REPAIR = "install clearshot again, or export the bundle again"


@dataclass(frozen=True)
class Model:
    """What judged, and whose ratings it learnt from."""

    id: str
    version: str
    licence: str
    ratings: str


@dataclass(frozen=True)
class Golden:
    """A picture with the logits that every runtime must give for it.

    Attributes:
        input: name of the picture, as large as one view.
        whole: (K - 1 + R,) logits of the picture as a whole view.
        region: (1 + R,) logits of the picture as a region.
        tolerance: by runtime, the largest difference of a logit.
    """

    input: str
    whole: tuple[float, ...]
    region: tuple[float, ...]
    tolerance: Mapping[str, float]


@dataclass(frozen=True)
class Manifest:
    """A verified bundle.

    Attributes:
        model: what judges.
        views: how a photo is cut for it.
        ranks: K, the number of ordinal ranks.
        good_rank: the lowest rank that is good.
        reasons: codes, in the order of the network's outputs.
        runtime: the one that the files were verified for.
        runtimes: the file names of every runtime.
        golden: the self-test.
        provenance: where the bundle comes from, for people.
        files: name to verified content: policy, golden picture and the runtime's own files.
    """

    model: Model
    views: ViewSpec
    ranks: int
    good_rank: int
    reasons: tuple[str, ...]
    runtime: str
    runtimes: Mapping[str, tuple[str, ...]]
    golden: Golden
    provenance: Mapping[str, object]
    files: Mapping[str, bytes]

    @property
    def policy(self) -> bytes:
        """Content of policy.json."""
        return self.files[_POLICY]


def read_manifest(folder: Path, runtime: str = "litert") -> Manifest:
    """Read a bundle for one runtime and verify all that this runtime will use.

    Raises:
        BundleRefused: the manifest, or a file it lists for this runtime, is missing, changed or
            does not fit this code; or a model lies there that the manifest does not list.
    """
    fields = Fields.parse(_verified_manifest(folder), "manifest.json", BundleRefused)
    _check_schema(fields)
    manifest = _manifest(fields, runtime)
    names = (_POLICY, manifest.golden.input, *manifest.runtimes[runtime])
    listed = fields.inside("files").each()
    files = {name: _verified(folder, name, listed) for name in names}
    _refuse_unlisted(folder, runtime, manifest.runtimes[runtime])
    return replace(manifest, files=files)


def _verified_manifest(folder: Path) -> bytes:
    content, recorded = _read(folder / "manifest.json"), _read(folder / "manifest.sha256")
    digest = sha256(content).hexdigest()
    if recorded != f"{digest}  manifest.json\n".encode():
        expected = recorded.decode("ascii", "replace").partition(" ")[0] or "nothing"
        raise BundleRefused(
            f"manifest.json has SHA-256 {_short(digest)}, manifest.sha256 expects "
            f"{_short(expected)}: one of them was changed, {_REPAIR}"
        )
    return content


def _read(path: Path, limit: int = -1) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(limit)
    except OSError as error:
        raise BundleRefused(
            f"{path.name} is missing from {path.parent} ({error.strerror}): {_REPAIR}"
        ) from error


def _check_schema(fields: Fields) -> None:
    schema = fields.count("schema")
    if schema != SCHEMA:
        raise BundleRefused(
            f"manifest.json has schema {schema}, this version of clearshot reads schema {SCHEMA}: "
            "use a bundle and a clearshot of the same release"
        )


def _manifest(fields: Fields, runtime: str) -> Manifest:
    """Read every field; the files come later."""
    ranks = fields.count("ranks", 2)
    return Manifest(
        model=_model(fields.inside("model")),
        views=_views(fields.inside("input")),
        ranks=ranks,
        good_rank=_good_rank(fields, ranks),
        reasons=_reasons(fields),
        runtime=runtime,
        runtimes=_runtimes(fields, runtime),
        golden=_golden(fields, runtime, ranks),
        provenance=dict(fields.inside("provenance").values),
        files={},
    )


def _model(fields: Fields) -> Model:
    return Model(
        id=fields.text("id"),
        version=fields.text("version"),
        licence=fields.text("licence"),
        ratings=fields.text("ratings"),
    )


def _views(fields: Fields) -> ViewSpec:
    for name, known in _INPUT.items():
        if fields.text(name) != known:
            raise BundleRefused(
                f'{fields.where}: "{name}" is "{fields.text(name)}", this version of clearshot '
                f'feeds "{known}": use a bundle and a clearshot of the same release'
            )
    return ViewSpec(
        size=fields.count("size", 1),
        working_long_side=fields.count("working_long_side", 1),
        overlap=fields.number("overlap", 0, 0.9),
    )


def _good_rank(fields: Fields, ranks: int) -> int:
    good_rank = fields.count("good_rank", 2)
    if good_rank > ranks:
        raise BundleRefused(
            f'manifest.json: "good_rank" is {good_rank}, expected a whole number from 2 to {ranks}'
        )
    return good_rank


def _reasons(fields: Fields) -> tuple[str, ...]:
    reasons = fields.texts("reasons")
    unknown = sorted(set(reasons) - set(REASON_CODES))
    if unknown or len(set(reasons)) < len(reasons):
        raise BundleRefused(
            f'manifest.json: "reasons" are {", ".join(reasons)}, '
            f"expected each once and all from: {', '.join(REASON_CODES)}"
        )
    return reasons


def _runtimes(fields: Fields, runtime: str) -> dict[str, tuple[str, ...]]:
    inside = fields.inside("runtimes")
    runtimes = {name: inside.texts(name) for name in inside.values}
    usable = [name for name in _MODEL_FILES if runtimes.get(name)]
    if runtime not in usable:
        raise BundleRefused(
            f"manifest.json lists no files for the runtime {runtime}, expected it among: "
            f"{', '.join(usable) or 'none'}"
        )
    return runtimes


def _golden(fields: Fields, runtime: str, ranks: int) -> Golden:
    inside, reasons = fields.inside("golden"), len(fields.texts("reasons"))
    tolerance = inside.inside("tolerance")
    golden = Golden(
        input=inside.text("input"),
        whole=inside.numbers("whole"),
        region=inside.numbers("region"),
        tolerance={runtime: tolerance.number(runtime, 0, 100)},
    )
    for name, found, expected in (
        ("whole", golden.whole, ranks - 1 + reasons),
        ("region", golden.region, 1 + reasons),
    ):
        if len(found) != expected:
            raise BundleRefused(
                f'{inside.where}: "{name}" has {len(found)} numbers, expected {expected} '
                f"for {ranks} ranks and {reasons} reasons"
            )
    return golden


def _verified(folder: Path, name: str, listed: Mapping[str, Fields]) -> bytes:
    """Read a file once and hand out its bytes only if they are the ones that were listed."""
    if name not in listed:
        raise BundleRefused(f'manifest.json: "files" does not list {name}, expected its digest')
    if not _stays_inside(name):
        raise BundleRefused(f'manifest.json names "{name}", expected a file inside the bundle')
    size = listed[name].count("size")
    expected = listed[name].text("sha256")
    content = _read(folder / name, size + 1)  # one byte more shows that a file has grown
    if len(content) != size:
        found = (folder / name).stat().st_size
        raise BundleRefused(f"{name} has {found} bytes, the manifest expects {size}: {_REPAIR}")
    digest = sha256(content).hexdigest()
    if digest != expected:
        raise BundleRefused(
            f"{name} has SHA-256 {_short(digest)}, the manifest expects {_short(expected)}: "
            f"the file was changed, {_REPAIR}"
        )
    return content


def _stays_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name


def _refuse_unlisted(folder: Path, runtime: str, listed: tuple[str, ...]) -> None:
    for name in sorted(_model_files(folder, runtime)):
        if name not in listed:
            raise BundleRefused(
                f"{name} lies in the bundle but the manifest does not list it, expected only "
                f"{', '.join(listed)}: remove it, or {_REPAIR}"
            )


def _model_files(folder: Path, runtime: str) -> Iterator[str]:
    for path in folder.glob(_MODEL_FILES[runtime]):
        if path.is_file():
            yield path.relative_to(folder).as_posix()


def _short(digest: str) -> str:
    return f"{digest[:12]}..." if len(digest) > 12 else digest
