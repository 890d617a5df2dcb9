"""Colours of different things stay apart for every eye: CIEDE2000 after simulated colour blindness."""

import itertools
import tomllib
from pathlib import Path

import numpy as np
import pytest
from cs_dash import theme_tokens

THRESHOLD = 10
CONFIG = Path(__file__).parents[2] / "dashboards" / ".streamlit" / "config.toml"

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
EYES = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
SRGB_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = np.array([0.95047, 1.0, 1.08883])


def linear(colour: str) -> np.ndarray:
    """#RRGGBB as linear RGB."""
    coded = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    return np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)


def lab(colour: str, eye: str) -> np.ndarray:
    """CIELAB of a colour as an eye sees it."""
    seen = np.clip(EYES[eye] @ linear(colour), 0, 1)
    ratio = (SRGB_TO_XYZ @ seen) / WHITE
    f = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def ciede2000(one: np.ndarray, two: np.ndarray) -> float:
    """Sharma, Wu and Dalal (2005), all weights 1."""
    lightness = (one[0] + two[0]) / 2
    chroma = (np.hypot(*one[1:]) + np.hypot(*two[1:])) / 2
    stretch = 1.5 - 0.5 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7))
    c1, c2 = np.hypot(one[1] * stretch, one[2]), np.hypot(two[1] * stretch, two[2])
    h1, h2 = (np.degrees(np.arctan2(colour[2], colour[1] * stretch)) % 360 for colour in (one, two))
    turn = h2 - h1
    if c1 * c2 == 0:
        turn = 0.0
    elif turn > 180:
        turn -= 360
    elif turn < -180:
        turn += 360
    d_lightness, d_chroma = two[0] - one[0], c2 - c1
    d_hue = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn) / 2)
    c_mean = (c1 + c2) / 2
    if c1 * c2 == 0:
        hue = h1 + h2
    elif abs(h1 - h2) <= 180:
        hue = (h1 + h2) / 2
    else:
        hue = (h1 + h2 + (360 if h1 + h2 < 360 else -360)) / 2
    t = (
        1
        - 0.17 * np.cos(np.radians(hue - 30))
        + 0.24 * np.cos(np.radians(2 * hue))
        + 0.32 * np.cos(np.radians(3 * hue + 6))
        - 0.20 * np.cos(np.radians(4 * hue - 63))
    )
    s_l = 1 + 0.015 * (lightness - 50) ** 2 / np.sqrt(20 + (lightness - 50) ** 2)
    s_c, s_h = 1 + 0.045 * c_mean, 1 + 0.015 * c_mean * t
    rotation = (
        -2 * np.sqrt(c_mean**7 / (c_mean**7 + 25.0**7)) * np.sin(np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2))))
    )
    return float(
        np.sqrt(
            (d_lightness / s_l) ** 2
            + (d_chroma / s_c) ** 2
            + (d_hue / s_h) ** 2
            + rotation * (d_chroma / s_c) * (d_hue / s_h)
        )
    )


@pytest.mark.parametrize(
    ("one", "two", "difference"),
    [
        # From the published test data of the formula.
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (50.0, 0.0, -2.5), 4.3065),
        ((50.0, 2.5, 0.0), (58.0, 24.0, 15.0), 19.4535),
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_difference_is_the_published_one(one, two, difference):
    assert ciede2000(np.array(one), np.array(two)) == pytest.approx(difference, abs=0.0001)


def smallest_difference(colours: list[str], eye: str) -> float:
    """The closest pair of a set."""
    return min(ciede2000(lab(one, eye), lab(two, eye)) for one, two in itertools.combinations(colours, 2))


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("name", ["RATES", "HEALTH", "SEGMENTS", "MOVEMENTS", "LINES"])
def test_colours_stay_apart(name, eye):
    assert smallest_difference(list(getattr(theme_tokens, name).values()), eye) >= THRESHOLD


def test_a_traffic_light_would_fail():
    assert smallest_difference(["#2ca02c", "#f1c40f", "#d62728"], "deuteranopia") < THRESHOLD


@pytest.mark.parametrize("eye", EYES)
def test_rise_and_fall_stay_apart(eye):
    theme = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"]
    assert smallest_difference([theme["greenColor"], theme["redColor"]], eye) >= THRESHOLD
    assert theme["chartCategoricalColors"] == list(theme_tokens.SEGMENTS.values())
