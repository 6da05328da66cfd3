from __future__ import annotations
def shrink(search, chosen, end): return chosen
