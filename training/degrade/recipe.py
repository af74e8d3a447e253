"""How strong every fault is at every severity: all the numbers, in one place, with their units."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Curve:
    """An amount that grows with severity from nothing to `full`.

    The power sets the pace: above 1, small severities stay near invisible.

    >>> Curve(full=8, power=2)(0.5)
    2.0
    """

    full: float
    power: float

    def __call__(self, severity: float) -> float:
        """Give the amount at `severity` (0..1)."""
        return float(self.full * severity**self.power)

    def severity(self, amount: float) -> float:
        """Give the severity, at most 1, at which there is so much.

        >>> Curve(full=8, power=2).severity(2.0)
        0.5
        """
        return float(min(1.0, (amount / self.full) ** (1 / self.power)))


@dataclass(frozen=True)
class Recipe:
    """The camera that every copy passes, and the pace of each fault.

    Lengths are shares of the picture's long side, so that a fault means the same at every size.
    Blur is tied to the pixel, as are noise, JPEG blocks and the phone's denoising: what is lost is
    detail, and the picture at which a photo is judged has as many pixels as its camera's allow.
    """

    # The camera, at severity zero too.
    knee: float = 0.6  # light at which highlights start to roll off
    white: float = 1.4  # light at which the sensor clips; 1 = a white card
    shot: float = 2e-5  # variance per unit of light at gain 1 (about half a grey level at mid grey)
    read: float = 1e-4  # deviation in the dark at gain 1
    quality: tuple[int, int] = (85, 95)  # JPEG, of the last pass

    # Lens and hand.
    defocus: Curve = Curve(full=14.0, power=2.2)  # pixels; radius of the disc
    shake: Curve = Curve(full=10.0, power=1.8)  # pixels; rms distance from the middle of the path

    # Exposure: towards the level that ruins, so that it costs dark and light scenes the same.
    too_dark_level: float = 0.006  # where the middle of the view ends at severity 1
    too_dark_stops: tuple[float, float] = (2.5, 6.0)  # the least and the most at severity 1
    too_dark_pace: Curve = Curve(full=1.0, power=1.2)
    too_dark_gain: Curve = Curve(full=7.0, power=1.0)  # stops by which the phone turns up the gain
    too_bright_level: float = 4.5  # where the middle of the view ends at severity 1
    too_bright_stops: tuple[float, float] = (2.5, 6.0)
    too_bright_pace: Curve = Curve(full=1.0, power=1.0)

    # Light.
    glare_light: Curve = Curve(full=4.0, power=1.8)  # added at the middle of a reflection
    glare_radius: Curve = Curve(full=0.14, power=0.7)
    shadow: Curve = Curve(full=5.0, power=1.1)  # stops between lit and shaded side
    shadow_edge: tuple[float, float] = (0.01, 0.20)  # softness, drawn evenly in the logarithm
    cast: Curve = Curve(full=250.0, power=1.6)  # mired away from the light the camera believes in
    tint: Curve = Curve(full=0.030, power=1.6)  # Duv, towards green or magenta

    # Sensor.
    noise_gain: Curve = Curve(full=10.5, power=0.65)  # stops of gain

    # Framing.
    crop: Curve = Curve(full=0.40, power=1.0)  # share of the view that is cut away
    shift: Curve = Curve(full=0.34, power=0.9)  # of the view's middle, in sides of the photo
    far: Curve = Curve(full=3.5, power=1.5)  # further widths of the subject around it
    reach: Curve = Curve(full=0.85, power=1.2)  # of a finger into the picture
    girth: Curve = Curve(full=0.17, power=0.8)  # its radius, beyond that of its tip

    # File.
    shrink: Curve = Curve(full=3.6, power=0.9)  # stops of resolution lost
    worst_quality: int = 4  # JPEG
    quality_pace: Curve = Curve(full=1.0, power=1.0)  # in the logarithm of quality
    resend_shrink: Curve = Curve(
        full=0.45, power=1.0
    )  # share of the side that a messenger takes off


RECIPE = Recipe()
