import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from training.darken import DARKENERS, darken
from training.degrade import Pixels
from training.degrade.srgb import to_light

OPERATORS = sorted(DARKENERS)
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])


def forearm(background: tuple[int, int, int] = (150, 152, 156)) -> Pixels:
    """Paint a band of textured skin, with shading and a mole, across a plain background."""
    rng = np.random.default_rng(11)
    height, width = 160, 200
    y, x = np.mgrid[:height, :width] / height
    grain = ndimage.gaussian_filter(rng.standard_normal((height, width)), 0.8)[..., None]
    shading = (1.05 - 1.2 * (y - 0.5) ** 2)[..., None]
    skin = np.array([215, 165, 140]) * shading + 10 * grain
    mole = np.hypot(y - 0.5, x - 0.6)[..., None] < 0.05
    skin = np.where(mole, 0.55 * skin, skin)
    around = np.array(background) + 2 * grain
    inside = (np.abs(y - 0.5) < 0.28)[..., None]
    return np.asarray(np.clip(np.where(inside, skin, around), 0, 255), np.uint8)


def skin_luminance(pixels: Pixels) -> float:
    return float((to_light(pixels) @ LUMINANCE)[50:110, 10:80].mean())


def surroundings(pixels: Pixels) -> NDArray[np.int64]:
    """What lies at least 8 pixels from the skin's border."""
    return np.concatenate([pixels[:27], pixels[-27:]]).astype(np.int64)


PHOTO = forearm()


@pytest.mark.parametrize("operator", OPERATORS)
def test_skin_darkens_step_by_step_to_a_seventh_or_less(operator: str) -> None:
    steps = [skin_luminance(darken(PHOTO, operator, amount)) for amount in (0, 0.25, 0.5, 0.75, 1)]
    assert np.all(np.diff(steps) < 0)
    assert 1 / 16 < steps[-1] / steps[0] < 1 / 6


@pytest.mark.parametrize(
    "background", [(150, 152, 156), (235, 234, 232), (70, 100, 170), (40, 40, 42)]
)
@pytest.mark.parametrize("operator", OPERATORS)
def test_surroundings_stay(operator: str, background: tuple[int, int, int]) -> None:
    photo = forearm(background)
    change = np.abs(surroundings(darken(photo, operator, 1.0)) - surroundings(photo))
    assert change.max() <= 2


@pytest.mark.parametrize("operator", OPERATORS)
def test_dark_skin_is_still_warm_and_keeps_its_texture(operator: str) -> None:
    darker = darken(PHOTO, operator, 1.0)[60:100, 10:80].astype(float)
    r, g, b = darker.reshape(-1, 3).mean(axis=0)
    assert r > g > b > 5
    before = np.log(to_light(PHOTO)[60:100, 10:80, 1])
    after = np.log(to_light(darken(PHOTO, operator, 1.0))[60:100, 10:80, 1])
    assert np.corrcoef(before.ravel(), after.ravel())[0, 1] > 0.9
    assert after.std() > 0.5 * before.std()


@pytest.mark.parametrize("operator", OPERATORS)
def test_a_mole_stays_darker_than_the_skin_around_it(operator: str) -> None:
    darker = to_light(darken(PHOTO, operator, 1.0))[..., 1]
    assert darker[76:84, 92:100].mean() < 0.6 * darker[76:84, 120:140].mean()


@pytest.mark.parametrize("operator", OPERATORS)
def test_a_highlight_keeps_most_of_its_white_light(operator: str) -> None:
    photo = PHOTO.copy()
    photo[78:81, 40:43] = 252
    highlight = to_light(darken(photo, operator, 1.0))[79, 41].mean()
    around = to_light(darken(photo, operator, 1.0))[70:75, 20:60].mean()
    assert highlight > 0.35
    assert highlight > 5 * around


@pytest.mark.parametrize("operator", OPERATORS)
def test_a_close_up_without_surroundings_darkens_as_a_whole_even_under_a_bluish_lamp(
    operator: str,
) -> None:
    close = PHOTO[50:110] * np.array([0.82, 0.97, 1.1])
    bluish = np.clip(close, 0, 255).astype(np.uint8)
    ratio = to_light(darken(bluish, operator, 1.0)) / (to_light(bluish) + 1e-3)
    assert np.percentile(ratio[..., 1], 99) < 0.35


@pytest.mark.parametrize("operator", OPERATORS)
def test_amount_0_gives_the_same_pixels(operator: str) -> None:
    assert np.array_equal(darken(PHOTO, operator, 0.0), PHOTO)


@pytest.mark.parametrize("operator", OPERATORS)
def test_a_seed_gives_the_same_pixels_in_the_same_form(operator: str) -> None:
    one, two = darken(PHOTO, operator, 0.7, seed=4), darken(PHOTO, operator, 0.7, seed=4)
    assert np.array_equal(one, two)
    assert one.shape == PHOTO.shape
    assert one.dtype == np.uint8


def test_the_three_differ_in_colour() -> None:
    means = [darken(PHOTO, o, 1.0)[60:100, 10:80].reshape(-1, 3).mean(axis=0) for o in OPERATORS]
    for first, second in ((0, 1), (0, 2), (1, 2)):
        assert np.abs(means[first] - means[second]).max() > 5


def test_automatic_exposure_gives_the_lost_light_back() -> None:
    def mean_light(exposure: float) -> float:
        return float((to_light(darken(PHOTO, "absorption", 1.0, exposure=exposure))).mean())

    assert mean_light(0) < mean_light(0.5) < mean_light(1) <= 1.05 * float(to_light(PHOTO).mean())


def test_what_is_not_allowed_is_named() -> None:
    with pytest.raises(ValueError, match=r"'paint'.*absorption, tone_shift, reflectance"):
        darken(PHOTO, "paint", 0.5)
    with pytest.raises(ValueError, match=r"amount 1\.5 is outside 0\.\.1"):
        darken(PHOTO, "absorption", 1.5)
    with pytest.raises(ValueError, match=r"exposure -1 is outside 0\.\.1"):
        darken(PHOTO, "absorption", 0.5, exposure=-1)
