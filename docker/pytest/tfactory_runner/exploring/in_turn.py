"""Works through items in a fork. One that hangs or ends the fork costs only itself: the rest goes on in another fork."""

from __future__ import annotations

from typing import Any, Callable, Iterable

from tfactory_runner.child import Child
from tfactory_runner.messages import ENDED, SILENCE

# Items end themselves after their own limit. What is busy inside C hears nothing of that: it is killed so many seconds later.
GRACE = 5.0


def in_turn(
    items: list[Any], work: Callable[[list[Any]], Iterable[Any]], seconds: Callable[[Any], float], before: Callable[[], None]
) -> list[Any]:
    """One result per item, in order. `work(found)` gives the results of the items after those that are found, one by one.

    `seconds(item)` is the limit of an item. Its result is `{"status": "timed-out"}` when it hangs and
    `{"status": "crashed", "detail": …}` when it ends the fork. `before` runs first in every fork.
    """
    found: list[Any] = []

    def tell(send: Callable[[dict], None]) -> None:
        before()
        for result in work(found):
            send({"result": result})

    while len(found) < len(items):
        child = Child(tell)
        message: Any = None
        while len(found) < len(items):
            message = child.next_message(seconds(items[len(found)]) + GRACE)
            if message in (SILENCE, ENDED) or "result" not in message:
                break
            found.append(message["result"])
        how = child.end()
        if len(found) < len(items):
            found.append({"status": "timed-out"} if message == SILENCE else {"status": "crashed", "detail": how})
    return found
