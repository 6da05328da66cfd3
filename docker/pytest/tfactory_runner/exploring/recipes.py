from __future__ import annotations
class Recipes:
    def __init__(self, files): self.files = files
    def probes(self, reached, symbol): return []
