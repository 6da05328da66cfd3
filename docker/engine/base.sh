# shellcheck shell=bash
# The base of the runner images: the official slim Python image, else a small Debian made from its packages.

REGISTRY_BASE="python:3.12-slim-bookworm"
BASE_PACKAGES="python3,python3-venv,python3-pip,ca-certificates,libfaketime,locales"
# Seconds in which a registry must answer; the download itself may take longer.
REGISTRY_PATIENCE="${REGISTRY_PATIENCE:-8}"

# Sets BASE.
make_base() {
  local local_base
  local_base="tfactory-base:$(short_hash <"$HERE/engine/base.sh")"
  if has_image "$REGISTRY_BASE"; then
    BASE="$REGISTRY_BASE"
  elif has_image "$local_base"; then
    BASE="$local_base"
  elif pull_base; then
    BASE="$REGISTRY_BASE"
  else
    bootstrap_base "$local_base"
    BASE="$local_base"
  fi
}

# A registry that is blocked often hangs instead of refusing: the first line of the pull shows that it answered.
pull_base() {
  say "base: asking the registry for $REGISTRY_BASE"
  local log="$STATE/pull.log" pull try
  engine pull "$REGISTRY_BASE" >"$log" 2>&1 &
  pull=$!
  for try in $(seq 1 $((REGISTRY_PATIENCE * 5))); do
    if grep -q 'Pulling\|Copying\|Getting image' "$log" || ! kill -0 "$pull" 2>/dev/null; then break; fi
    sleep 0.2
  done
  if kill -0 "$pull" 2>/dev/null && ! grep -q 'Pulling\|Copying\|Getting image' "$log"; then kill "$pull" 2>/dev/null || true; fi
  if wait "$pull" && has_image "$REGISTRY_BASE"; then return 0; fi
  say "base: no registry answers ($(tail -n 1 "$log" | cut -c 1-160))"
  return 1
}

bootstrap_base() {
  local name="$1"
  if ! command -v apt-get >/dev/null || [ "$(id -u)" -ne 0 ]; then
    die "No registry answers for $REGISTRY_BASE, and making a base from Debian packages needs root on a Debian-like system: load that image by hand (docker load) and run this again."
  fi
  command -v debootstrap >/dev/null || apt_install debootstrap
  # shellcheck source=/dev/null
  . /etc/os-release
  local suite="${VERSION_CODENAME:-stable}" root log="$STATE/debootstrap.log" mirror flags=()
  mirror="$(apt_mirror "$suite")"
  flags=(--variant=minbase "--include=$BASE_PACKAGES")
  [ "${ID:-debian}" = ubuntu ] && flags+=(--components=main,universe)
  local keyring
  keyring="$(apt_keyring "$mirror")"
  [ -n "$keyring" ] && flags+=("--keyring=$keyring")
  # /tmp is often mounted without devices or programs, which debootstrap refuses
  SCRATCH="$(mktemp -d /var/tmp/tfactory.XXXXXX)"
  root="$SCRATCH/root"
  say "base: making a ${ID:-debian} $suite with debootstrap (about a minute)"
  # the mirror is left out when apt could not say it: debootstrap has its default
  if ! debootstrap "${flags[@]}" "$suite" "$root" ${mirror:+"$mirror"} >"$log" 2>&1 </dev/null 9>&-; then
    die "debootstrap failed: $(grep -E '^E:' "$log" | tail -n 1) (whole log: $log)"
  fi
  # one locale whose rules differ (dotless i), for a run of the tests that differs on purpose
  chroot "$root" localedef -i tr_TR -f UTF-8 tr_TR.UTF-8 >>"$log" 2>&1 || true
  rm -rf "$root"/usr/share/{i18n,doc,man,info,locale,lintian,bug,zoneinfo/right} "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/var/log/*
  say "base: importing it"
  tar --numeric-owner -C "$root" -c . | engine import - "$name" >/dev/null
  drop_scratch
}

# The mirror the host's own apt uses for a suite; nothing when apt cannot say (then debootstrap has its default).
apt_mirror() {
  # shellcheck disable=SC2016
  apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Identifier: Packages' 2>/dev/null |
    awk -v suite="$1" '$2 == suite && $3 == "main" { print $1; exit }' || true
}

# The keyring the host's own apt trusts for a mirror, when its sources name one (in either of apt's two formats).
apt_keyring() {
  local mirror="${1%/}"
  [ -n "$mirror" ] || return 0
  {
    cat /etc/apt/sources.list.d/*.sources 2>/dev/null | awk -v mirror="$mirror" '
      BEGIN { RS = "" }
      index($0, mirror) { for (i = 1; i < NF; i++) if (tolower($i) == "signed-by:" && $(i + 1) ~ /^\//) print $(i + 1) }'
    grep -hF "$mirror" /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null | sed -n 's/^deb .*signed-by=\([^] ]*\).*/\1/p'
  } | sed -n 1p || true
}
