"""The reasons a photo can be retaken for: one code each, the same in data, code, logs and screens."""

from __future__ import annotations

REASON_CODES: tuple[str, ...] = (
    "blur_focus",  # the lens was focused nearer or farther than the spot
    "blur_motion",  # the phone or the person moved while the shutter was open
    "too_dark",  # detail is crushed or drowned in noise; never said of how dark skin is
    "too_bright",  # detail is clipped to white
    "glare",  # a lamp or the flash is mirrored in the skin
    "uneven_light",  # a shadow lies across the spot
    "colour_cast",  # the light's own colour hides the skin's
    "noise",  # grain covers detail
    "low_resolution",  # too few pixels; told by the photo's own size, too
    "compression",  # detail was thrown away to save bytes
    "framing",  # off centre or cut off
    "too_far",  # the spot fills too little of the photo
    "obstructed",  # hair, cloth or a finger covers the spot
    "not_skin",  # no skin was found
    "cannot_judge",  # nothing could be said about this photo
)
