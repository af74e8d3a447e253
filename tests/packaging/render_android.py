"""A copy of the repository's mobile_app and assets in; what Android would be given out, as JSON.

Buildozer and python-for-android do it, without an SDK: the calls that would need one are caught.
It runs in a process of its own, as both change the process that they are in.
"""

from __future__ import annotations

import json
import os
import re
import runpy
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

# Options of python-for-android itself, with a value each; the others are for its build.py.
OF_TOOLCHAIN = ("--bootstrap", "--dist_name", "--arch", "--hook", "--ndk-api")
WITHIN = ("--copy-libs", "--hook=", "--ndk-api=", "--color=", "--storage-dir=", "--ignore-setup-py")


class Caught(Exception):
    """The command that would build the package."""


def commands(spec: Path, out: Path) -> tuple[list[list[str]], Any]:
    """Let Buildozer copy the app and make its commands; give them, and what it read."""
    from buildozer import Buildozer
    from buildozer.targets.android import TargetAndroid

    caught: list[list[str]] = []

    def catch(self: TargetAndroid, command: list[str], **_: object) -> None:
        caught.append([*command, *self.extra_p4a_args])
        if command[0] == "apk":
            raise Caught

    TargetAndroid._p4a = catch
    TargetAndroid._update_libraries_references = lambda self, folder: None
    TargetAndroid._generate_whitelist = lambda self, folder: None
    buildozer = Buildozer(filename=str(spec))
    buildozer.config.set("buildozer", "build_dir", str(out / "buildozer"))
    buildozer.targetname = "android"
    target = TargetAndroid(buildozer)
    target.build_mode, target.artifact_format = "debug", "apk"
    buildozer.target = target
    Path(buildozer.app_dir).mkdir(parents=True)
    buildozer._copy_application_sources()
    target.compile_platform()
    with suppress(Caught):
        target.build_package()
    return caught, buildozer.config


def recipes(requirements: list[str]) -> tuple[dict[str, str], list[str]]:
    """Give the version of every recipe in the order of building, and what is taken for pure."""
    from pythonforandroid.bootstrap import Bootstrap
    from pythonforandroid.build import Context
    from pythonforandroid.graph import get_recipe_order_and_bootstrap
    from pythonforandroid.recipe import Recipe

    context = Context()
    context.local_recipes = None
    names = []
    for requirement in requirements:
        name, _, version = requirement.partition("==")
        names.append(name)
        if version:
            os.environ[f"VERSION_{name}"] = version  # as its toolchain does with pins
    bootstrap = Bootstrap.get_bootstrap("sdl2", context)
    order, modules, _ = get_recipe_order_and_bootstrap(context, names, bootstrap)
    versions = {name: str(Recipe.get_recipe(name, context).version) for name in order}
    return versions, sorted(modules)


def render(apk: list[str], config: Any, versions: dict[str, str], out: Path) -> Path:
    """Let python-for-android write manifest, gradle files and the archive of the app."""
    import shutil

    import pythonforandroid

    bootstraps, dist = Path(pythonforandroid.__file__).parent / "bootstraps", out / "dist"
    for layer in ("common/build", "_sdl_common/build", "sdl2/build"):
        shutil.copytree(bootstraps / layer, dist, dirs_exist_ok=True)
    api, archs = config.get("app", "android.api"), config.getlist("app", "android.archs")
    facts = {
        "dist_name": "clearshot",
        "bootstrap": "sdl2",
        "archs": archs,
        "ndk_api": int(config.get("app", "android.ndk_api")),
        "use_setup_py": False,
        "recipes": list(versions),
        "hostpython": sys.executable,
        "python_version": "3.11",
    }
    (dist / "dist_info.json").write_text(json.dumps(facts))
    (dist / "project.properties").write_text(f"target=android-{api}\n")
    (dist / "local.properties").write_text(f"sdk.dir={out / 'sdk'}")
    (out / f"sdk/build-tools/{api}.0.0").mkdir(parents=True)
    for arch in archs:
        (dist / "libs" / arch).mkdir(parents=True)
        (dist / f"_python_bundle__{arch}").mkdir()
    subprocess.run([sys.executable, "build.py", *of_build(apk)], cwd=dist, check=True)
    return dist


def of_build(apk: list[str]) -> list[str]:
    """Leave out what python-for-android takes for itself."""
    given = iter(apk[1:])
    left = []
    for argument in given:
        if argument in OF_TOOLCHAIN:
            next(given)
        elif not argument.startswith(WITHIN):
            left.append(argument)
    return left


def main(folder: Path) -> int:
    """Write `rendered.json` into the folder that holds the copy."""
    spec = folder / "mobile_app" / "buildozer.spec"
    os.chdir(spec.parent)
    (create, apk), config = commands(spec, folder)
    requirements = re.search(r"--requirements=(\S+)", " ".join(create))
    assert requirements is not None
    versions, modules = recipes(requirements[1].split(","))
    hook = runpy.run_path(config.get("app", "p4a.hook"))
    hook["before_apk_build"](SimpleNamespace(args=SimpleNamespace(unknown_args=apk)))
    dist = render(apk, config, versions, folder)
    rendered = {"create": create, "apk": apk, "recipes": versions, "modules": modules}
    (folder / "rendered.json").write_text(json.dumps({**rendered, "dist": str(dist)}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
