"""The usual way to run mutants, as a runner that the sandbox can start: what the engine is compared with."""
