#!/usr/bin/env bash
# Makes sure there is a container engine and that the runner images exist. Safe to repeat and to run twice at once.
#
#   docker/engine.sh up [framework...]     all folders beside this script that hold a Dockerfile, when none is named
#   docker/engine.sh look [framework...]   only says what is there: installs, starts and builds nothing
#
# stderr: one line per step. stdout, only on success: DOCKER_HOST=<endpoint>, then IMAGE_<framework>=<name:tag> per image.
# Exit codes: 0 ready, 2 wrong use, 3 no engine or no image (the last line on stderr is the reason, in one sentence).
set -Eeuo pipefail

HERE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
STATE="${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/tfactory"
SCRATCH=""

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 3; }
trap drop_scratch EXIT
trap 'die "docker/engine.sh failed: $BASH_COMMAND"' ERR

# An interrupted debootstrap leaves /proc and /sys mounted inside its folder: nothing of those may be removed.
drop_scratch() {
  [ -n "$SCRATCH" ] || return 0
  if [ "$(uname -s)" = Linux ]; then
    umount -l "$SCRATCH"/root/proc "$SCRATCH"/root/sys 2>/dev/null || true
    rm -rf --one-file-system "$SCRATCH"
  else
    rm -rf "$SCRATCH"
  fi
  SCRATCH=""
}

# shellcheck source=engine/find.sh
. "$HERE/engine/find.sh"
# shellcheck source=engine/start.sh
. "$HERE/engine/start.sh"
# shellcheck source=engine/base.sh
. "$HERE/engine/base.sh"
# shellcheck source=engine/image.sh
. "$HERE/engine/image.sh"

# One at a time per user; where there is no flock (macOS) two at once do the work twice, with the same result.
take_lock() {
  mkdir -p "$STATE"
  command -v flock >/dev/null || return 0
  exec 9>"$STATE/engine.lock"
  flock --nonblock 9 && return 0
  say "engine: waiting for another start of this script"
  flock 9
}

# choose_frameworks [framework...]: sets frameworks to the ones named, or to all.
choose_frameworks() {
  local framework
  frameworks=("$@")
  if [ ${#frameworks[@]} -eq 0 ]; then
    for file in "$HERE"/*/Dockerfile; do frameworks+=("$(basename "$(dirname "$file")")"); done
  fi
  for framework in "${frameworks[@]}"; do
    [ -f "$HERE/$framework/Dockerfile" ] || { say "There is no image for \"$framework\" under docker/."; exit 2; }
  done
}

look() {
  local frameworks framework
  choose_frameworks "$@"
  find_engine || die "No container engine answers${ENGINE_SILENCE:+: $ENGINE_SILENCE}"
  printf 'DOCKER_HOST=%s\n' "$ENGINE_HOST"
  for framework in "${frameworks[@]}"; do
    if has_image "$(image_of "$framework")"; then printf 'IMAGE_%s=%s\n' "$framework" "$(image_of "$framework")"; fi
  done
}

up() {
  local frameworks framework lines=""
  choose_frameworks "$@"
  if ! find_engine; then
    take_lock
    find_engine || start_engine
  fi
  say "engine: $ENGINE_HOST ($ENGINE_VERSION)"
  for framework in "${frameworks[@]}"; do
    if ! has_image "$(image_of "$framework")"; then
      take_lock
      has_image "$(image_of "$framework")" || build_image "$framework"
    fi
    say "image: $(image_of "$framework")"
    lines+="IMAGE_$framework=$(image_of "$framework")"$'\n'
  done
  printf 'DOCKER_HOST=%s\n%s' "$ENGINE_HOST" "$lines"
}

case "${1:-}" in
  up) shift; up "$@" ;;
  look) shift; look "$@" ;;
  *) say "usage: docker/engine.sh up|look [framework...]"; exit 2 ;;
esac
