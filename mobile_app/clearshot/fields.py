"""A JSON object in; its values out, each by name and type, or a refusal that names the field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

from clearshot.errors import ClearshotError


@dataclass(frozen=True)
class Fields:
    """Typed access to a JSON object that somebody else wrote.

    Attributes:
        values: the object.
        where: its name in messages, such as `policy.json`.
        refusal: the error that is raised for a field that is missing or of another type.

    >>> Fields({"schema": 1}, "policy.json", ClearshotError).text("version")
    Traceback (most recent call last):
        ...
    clearshot.errors.ClearshotError: policy.json: "version" is missing, expected a text
    """

    values: Mapping[str, object]
    where: str
    refusal: type[ClearshotError]

    @classmethod
    def parse(cls, text: bytes, where: str, refusal: type[ClearshotError]) -> Fields:
        """Read a JSON object from UTF-8 text."""
        try:
            values = json.loads(text)
        except (ValueError, RecursionError) as error:  # a number may have too many digits, too
            raise refusal(f"{where} is not JSON ({error}), expected an object {{...}}") from error
        if not isinstance(values, dict):
            raise refusal(f"{where} holds {_shown(values)}, expected an object {{...}}")
        return cls(values, where, refusal)

    def text(self, name: str) -> str:
        """Take a text."""
        value = self._value(name, "a text")
        return value if isinstance(value, str) else self._refuse(name, "a text")

    def flag(self, name: str) -> bool:
        """Take true or false."""
        value = self._value(name, "true or false")
        return value if isinstance(value, bool) else self._refuse(name, "true or false")

    def number(self, name: str, low: float = float("-inf"), high: float = float("inf")) -> float:
        """Take a finite number from `low` to `high`, ends included."""
        return self._number(name, self._value(name, _range(low, high)), low, high)

    def count(self, name: str, low: int = 0) -> int:
        """Take a whole number of at least `low`."""
        expected = f"a whole number of at least {low}"
        value = self._value(name, expected)
        if isinstance(value, int) and not isinstance(value, bool) and value >= low:
            return value
        return self._refuse(name, expected)

    def texts(self, name: str) -> tuple[str, ...]:
        """Take a list of texts."""
        value = self._value(name, "a list of texts")
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        return self._refuse(name, "a list of texts")

    def numbers(self, name: str) -> tuple[float, ...]:
        """Take a list of finite numbers."""
        value = self._value(name, "a list of numbers")
        if not isinstance(value, list):
            return self._refuse(name, "a list of numbers")
        return tuple(self._number(name, item) for item in value)

    def inside(self, name: str) -> Fields:
        """Take an object."""
        value = self._value(name, "an object {...}")
        if isinstance(value, dict):
            return Fields(value, f"{self.where}: {name}", self.refusal)
        return self._refuse(name, "an object {...}")

    def each(self) -> dict[str, Fields]:
        """Take every value as an object, by name."""
        return {name: self.inside(name) for name in self.values}

    def _value(self, name: str, expected: str) -> object:
        if name not in self.values:
            raise self.refusal(f'{self.where}: "{name}" is missing, expected {expected}')
        return self.values[name]

    def _number(
        self,
        name: str,
        value: object,
        low: float = float("-inf"),
        high: float = float("inf"),
    ) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return self._refuse(name, _range(low, high))
        # A whole number of more than 308 digits is no float.
        inside = abs(value) < 1e300 and low <= value <= high
        return float(value) if inside else self._refuse(name, _range(low, high))

    def _refuse(self, name: str, expected: str) -> NoReturn:
        found = _shown(self.values[name])
        raise self.refusal(f'{self.where}: "{name}" is {found}, expected {expected}')


def _range(low: float, high: float) -> str:
    return "a number" if low == float("-inf") else f"a number from {low:g} to {high:g}"


def _shown(value: object) -> str:
    """Show a value in at most forty characters."""
    text = json.dumps(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
