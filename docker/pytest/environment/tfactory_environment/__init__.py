"""Installs a project's own dependencies and the project itself into /opt/env. Runs inside the environment container."""
