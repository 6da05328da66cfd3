"""Lanes: what a process that works through jobs says of itself."""

from __future__ import annotations

import os
import time

from tfactory_runner import lanes


def test_a_lane_that_just_told_something_does_not_say_that_it_lives(monkeypatch):
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    reader, writer = os.pipe()
    lane = lanes.Lane(os.dup(reader), writer)
    lane.tell(7, {"event": "begin"})
    lane.beat(7)
    now += 1.5
    lane.beat(7)
    lane.beat(7)
    lane.hide()
    with open(reader) as told:
        assert [line for line in told] == ['{"job": 7, "message": {"event": "begin"}}\n', '{"job": 7, "message": {"event": "beat"}}\n']
