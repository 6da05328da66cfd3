/** A module as people write them: every construct that has a mutation operator, and text that is not ASCII. */
export const A_MODULE = `"""Réservations – naïve but real."""

from __future__ import annotations

import logging
import os.path
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Iterator

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = ["Booking", "Calendar", "parse_slot"]
__version__ = "1.2.3"

logger = logging.getLogger(__name__)

MAX_GUESTS = 12
RATE = 1.5
OPENING = {"mon": (9, 17), "sat": (10, 14)}
GREETING = "Grüße 𝒳 – " + "bis bald"


class Full(Exception):
    """No room left."""


def parse_slot(text: str, default: int = 30, *, strict: bool = False) -> tuple[int, int]:
    """Reads \`9:30\` as (9, 30).

    >>> parse_slot("9:30")
    (9, 30)
    """
    text = text.strip()
    if not text or text in ",;:!":
        raise ValueError(f"leerer Text: {text!r} … \\u00fc")
    hour, _, minute = text.partition(":")
    if strict and not minute.isdigit():
        raise ValueError("minutes missing")
    try:
        value = int(hour), int(minute or default)
    except ValueError:
        logger.warning("bad slot %s", text)
        return -1, 0
    else:
        return value if value[0] < 24 else (23, 59)
    finally:
        logger.debug("parsed")


@dataclass(order=True)
class Booking:
    name: str
    guests: int = 2
    tags: list[str] = field(default_factory=list)

    @property
    def price(self) -> float:
        return self.guests * RATE - (1.0 if self.guests >= 6 else 0.0)

    @staticmethod
    def is_party(guests: int) -> bool:
        return guests > 8 and guests <= MAX_GUESTS

    def label(self) -> str:
        parts = [tag.upper() for tag in self.tags if tag]
        if len(parts) == 0:
            return self.name[0:3] + "…"
        return "/".join(sorted(parts, key=len, reverse=True))[:-1]


class Calendar:
    def __init__(self, *, limit=None):
        self.limit = limit if limit is not None else MAX_GUESTS
        self._slots: dict[str, list[Booking]] = {}
        self.count = 0

    def add(self, day: str, booking: Booking) -> None:
        taken = sum(one.guests for one in self._slots.get(day, []))
        if taken + booking.guests > self.limit:
            raise Full(day)
        self._slots.setdefault(day, []).append(booking)
        self.count += 1

    def days(self) -> Iterator[str]:
        for day, bookings in self._slots.items():
            if not bookings:
                continue
            yield day

    def first_free(self, days):
        found = None
        for day in days:
            if day not in self._slots:
                found = day
                break
        while found is None and days:
            days = days[1:]
            found = days[0]
        return found

    async def load(self, source):
        async for row in source:
            await self.store(row)
        assert self.count >= 0, "nie negativ"
        del self._slots["tmp"]
        self.count |= 1
        return lambda x: x * 2

    def mask(self, bits):
        return (bits & 0xFF) << 2 | ~bits ^ 1_000


def total(
    calendar: Calendar,
    *days: str,
) -> float:
    result = 0.0
    for day in days:
        result += max(
            calendar.price(day),
            RATE,
        )
    match result:
        case 0:
            return 0
        case _ if result > 1e3:
            return round(result, 2)
    return -result


if __name__ == "__main__":
    print(total(Calendar(), "mon") + 1)
`;
