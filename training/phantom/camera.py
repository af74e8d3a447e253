"""The phone camera's settings, and the errors it can make."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Camera:
    """A phone camera, as it took one photo.

    Attributes:
        metering: How far automatic exposure goes from fixed exposure (0) to the meter's
            wish (1). Fixed exposure renders a white card in full light white.
        meter_low: The meter lightens pictures whose middle is darker than this, linear.
        meter_high: It darkens those whose middle is lighter than this.
        ev: Stops added to it.
        focus: How far in front of the skin (mm) the lens is focused; negative: behind.
        aperture: Diameter of the lens, mm.
        softness: Blur of a good lens in focus, pixels.
        shake: Length of the path the picture moves on while exposed, in picture widths.
        gain: Noise relative to good light; 12 is a dark room.
        denoise: Strength of noise removal, 1 is usual.
        sharpen: Strength of the unsharp mask.
        white_balance: Error of the white balance, gain per channel.
        contrast: Strength of the S-curve.
        vignette: Share of light lost in the corners.
        pixels: Width of the picture that was really taken, as a share of its final width.
        recompressed: JPEG quality of a messenger that sent it on; 0: none did.
        quality: JPEG quality of the file.
    """

    metering: float = 0.6
    meter_low: float = 0.22
    meter_high: float = 0.52
    ev: float = 0.0
    focus: float = 0.0
    aperture: float = 2.4
    softness: float = 0.65
    shake: float = 0.0
    gain: float = 1.0
    denoise: float = 1.0
    sharpen: float = 0.55
    white_balance: tuple[float, float, float] = (1.0, 1.0, 1.0)
    contrast: float = 0.35
    vignette: float = 0.12
    pixels: float = 1.0
    recompressed: int = 0
    quality: int = 92
