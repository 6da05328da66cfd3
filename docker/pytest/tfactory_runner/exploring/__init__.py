"""The `explore` verb in parts: find inputs, run them on the head and under mutants, keep the calls that tell most."""
