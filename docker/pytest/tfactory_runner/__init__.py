"""Answers the runner protocol for pytest projects. `docker/README.md` has the contract."""
