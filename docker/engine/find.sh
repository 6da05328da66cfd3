# shellcheck shell=bash
# Finds the engine that is already there. Sets CLI (the command and its flags), ENGINE_HOST and ENGINE_VERSION.

CLI=()
ENGINE_HOST=""
ENGINE_VERSION=""
# Why the last engine that was tried did not answer.
ENGINE_SILENCE=""

engine() { "${CLI[@]}" "$@"; }

# Runs a command for at most so many seconds, where the system has a way to do that.
within() {
  local seconds="$1"
  shift
  if command -v timeout >/dev/null; then timeout "$seconds" "$@"; else "$@"; fi
}

# try_engine <endpoint> <command...>: is there an engine, and does it answer?
try_engine() {
  local endpoint="$1" said
  shift
  if ! said="$(within 10 "$@" version --format '{{.Server.Version}}' 2>&1)"; then
    ENGINE_SILENCE="$(printf '%s' "$said" | tail -n 1)"
    return 1
  fi
  CLI=("$@")
  ENGINE_HOST="$endpoint"
  ENGINE_VERSION="$(printf '%s' "$said" | tail -n 1)"
}

# try_socket <path>: with the docker command, else with podman's.
try_socket() {
  [ -S "$1" ] || return 1
  if command -v docker >/dev/null; then
    try_engine "unix://$1" docker --host "unix://$1"
  elif command -v podman >/dev/null; then
    try_engine "unix://$1" podman --url "unix://$1"
  else
    ENGINE_SILENCE="there is a socket at $1 but neither the docker nor the podman command"
    return 1
  fi
}

# An engine that was named by DOCKER_HOST is the only one that is tried: anything else would be a surprise.
find_engine() {
  if [ -n "${DOCKER_HOST:-}" ]; then
    if command -v docker >/dev/null; then
      try_engine "$DOCKER_HOST" docker && return 0
    elif command -v podman >/dev/null; then
      try_engine "$DOCKER_HOST" podman --url "$DOCKER_HOST" && return 0
    else
      ENGINE_SILENCE="neither the docker nor the podman command is installed"
    fi
    die "The engine of DOCKER_HOST=$DOCKER_HOST does not answer: $ENGINE_SILENCE"
  fi
  local socket
  for socket in "$(context_socket)" /var/run/docker.sock "${HOME:-}/.docker/run/docker.sock" \
    "${XDG_RUNTIME_DIR:-/nowhere}/docker.sock" "${XDG_RUNTIME_DIR:-/nowhere}/podman/podman.sock" /run/podman/podman.sock; do
    if [ -n "$socket" ] && try_socket "$socket"; then return 0; fi
  done
  return 1
}

# The socket of the docker command's current context (Docker Desktop, Colima, rootless), or nothing.
context_socket() {
  command -v docker >/dev/null || return 0
  local host
  host="$(docker context inspect --format '{{.Endpoints.docker.Host}}' 2>/dev/null || true)"
  case "$host" in unix://*) printf '%s' "${host#unix://}" ;; esac
}
