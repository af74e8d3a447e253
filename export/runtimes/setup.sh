#!/usr/bin/env bash
# Get the runtimes that export.parity tries beside those of the project's own environment, and witnesses:
#     export/runtimes/setup.sh DIR litert14 aarch64 browser tflite_support
# litert14: the LiteRT that Android apps still use. aarch64: Python for Arm and an emulator, unpacked
# from Debian's packages into DIR; nothing of the system is changed. browser: LiteRT.js, and Chromium
# from apt where there is none. Needs Debian 12 or newer; each is skipped by export.parity where absent.
set -euo pipefail
mkdir -p "$1"
DIR=$(cd "$1" && pwd)
shift

litert14() {
    "${PYTHON:-python3}" -m venv "$DIR/litert14"
    "$DIR/litert14/bin/pip" install --quiet --disable-pip-version-check numpy ai-edge-litert==1.4.0
}

# apt for another architecture and suite, with lists of its own.
apt_of() {
    local lists="$DIR/apt-$1-$2" arch=$1 suite=$2
    shift 2
    mkdir -p "$lists"/{state/lists/partial,cache/archives/partial,etc}
    sed "s/bookworm/$suite/g" /etc/apt/sources.list.d/debian.sources >"$lists/etc/debian.sources"
    apt-get -qq -o APT::Architecture="$arch" -o APT::Architectures="$arch" \
        -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$lists/etc" -o Dir::State="$lists/state" \
        -o Dir::State::status=/dev/null -o Dir::Cache="$lists/cache" -o APT::Sandbox::User=root "$@"
}

aarch64() {
    local debs="$DIR/debs"
    mkdir -p "$debs" "$DIR/aarch64/root" "$DIR/aarch64/site"
    apt_of arm64 bookworm update
    (cd "$debs" && apt_of arm64 bookworm download libc6 libgcc-s1 libstdc++6 zlib1g libexpat1 libffi8 libssl3 \
        liblzma5 libbz2-1.0 libuuid1 python3.11-minimal libpython3.11-minimal libpython3.11-stdlib)
    for deb in "$debs"/*.deb; do dpkg-deb -x "$deb" "$DIR/aarch64/root"; done
    # Debian 12's own emulator crashes when LiteRT asks which processor it runs on.
    apt_of amd64 trixie update
    (cd "$debs" && apt_of amd64 trixie download qemu-user)
    dpkg-deb --fsys-tarfile "$debs"/qemu-user_*.deb | tar -x -C "$DIR/aarch64" ./usr/bin/qemu-aarch64
    "${PYTHON:-python3}" -m pip download --quiet --disable-pip-version-check -d "$debs/wheels" --only-binary=:all: \
        --platform manylinux_2_28_aarch64 --platform manylinux_2_27_aarch64 --platform manylinux2014_aarch64 \
        --platform manylinux_2_17_aarch64 --python-version 311 --implementation cp --abi cp311 --abi abi3 --abi none \
        numpy ai-edge-litert==2.3.0
    for wheel in "$debs"/wheels/*.whl; do "${PYTHON:-python3}" -m zipfile -e "$wheel" "$DIR/aarch64/site"; done
    rm -rf "$debs" "$DIR"/apt-*
}

browser() {
    mkdir -p "$DIR/browser"
    npm install --silent --no-audit --no-fund --fetch-retries 1 --fetch-timeout 30000 --prefix "$DIR/browser" \
        @litertjs/core@2.5.3 @litertjs/wasm-utils@2.5.3 playwright-core
    command -v chromium >/dev/null || apt-get install -qq -y --no-install-recommends chromium >/dev/null
}

# The field's own reader of a .tflite's metadata; it cannot live beside today's protobuf.
tflite_support() {
    "${PYTHON:-python3}" -m venv "$DIR/tflite_support"
    "$DIR/tflite_support/bin/pip" install --quiet --disable-pip-version-check tflite-support==0.4.4 "numpy<2"
    apt-get install -qq -y --no-install-recommends libusb-1.0-0 >/dev/null # which it links to
}

for runtime in "$@"; do
    "$runtime"
    touch "$DIR/$runtime/done" # what was cut off half way does not count
done
