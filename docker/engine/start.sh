# shellcheck shell=bash
# Installs and starts an engine when none answers: only on a Debian-like system, only as root.

DOCKERD_PID=""
DOCKERD_LOG=""

# One sentence for a person on a system where we do not install anything.
how_to_get_one() {
  if [ -S /var/run/docker.sock ] && [ ! -w /var/run/docker.sock ]; then
    die "This user may not use the Docker engine at /var/run/docker.sock: add the user to the group \"docker\" and log in again."
  fi
  case "$(uname -s)" in
    Darwin) die "No container engine answers: install and start Docker Desktop, Colima or Podman, then run this again." ;;
    *) die "No container engine answers: install and start Docker (package docker.io on Debian and Ubuntu) or Podman, or set DOCKER_HOST, then run this again." ;;
  esac
}

# confirm <what>: asks on a terminal, goes on without one.
confirm() {
  [ -t 0 ] || return 0
  local reply
  say "$1 [y/N]" # a whole line: whoever started this script may show its output line by line
  read -r reply
  case "$reply" in y | Y | yes) ;; *) die "No container engine answers, and none was installed." ;; esac
}

apt_install() {
  say "engine: installing $* with apt"
  local log="$STATE/apt.log"
  if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -o DPkg::Lock::Timeout=300 -y -qq --no-install-recommends "$@"; } >"$log" 2>&1 </dev/null; then
    die "apt could not install $*: $(grep -E '^E:' "$log" | tail -n 1) (whole log: $log)"
  fi
}

start_engine() {
  if ! command -v apt-get >/dev/null || [ "$(id -u)" -ne 0 ] || [ "$(uname -s)" != Linux ]; then how_to_get_one; fi
  if ! command -v dockerd >/dev/null || ! command -v docker >/dev/null; then
    confirm "No container engine answers. Install docker.io with apt and start it?"
    apt_install docker.io iptables ca-certificates
    # trixie and later keep the command in a package of its own
    command -v docker >/dev/null || apt_install docker-cli
  else
    confirm "Docker is installed but does not run. Start it?"
  fi
  if [ -d /run/systemd/system ]; then
    say "engine: starting docker.service"
    systemctl start docker >&2 || die "systemd could not start docker.service: see \"systemctl status docker\"."
  else
    start_dockerd_by_hand
  fi
  wait_for_dockerd
}

# Without systemd nobody has mounted the control groups that limit containers.
mount_cgroups() {
  if grep -qE '^\S+ /sys/fs/cgroup\S* cgroup2? ' /proc/mounts; then return 0; fi
  say "engine: mounting the control groups"
  if ! command -v cgroupfs-mount >/dev/null && apt-cache show cgroupfs-mount >/dev/null 2>&1; then apt_install cgroupfs-mount; fi
  cgroupfs-mount 2>/dev/null || mount -t cgroup2 none /sys/fs/cgroup 2>/dev/null ||
    die "The control groups of this system cannot be mounted at /sys/fs/cgroup, and without them no container engine starts."
}

# is_process <pid> <name>
is_process() { [ -n "$1" ] && [ "$(cat "/proc/$1/comm" 2>/dev/null)" = "$2" ]; }

# A pid file that outlived its process keeps dockerd from starting, for the number may be somebody else's by now.
drop_stale_pid() {
  local file="$1" name="$2" pid
  [ -f "$file" ] || return 0
  pid="$(tr -dc 0-9 <"$file")"
  if is_process "$pid" "$name"; then return 0; fi
  say "engine: removing the stale $file"
  rm -f "$file"
}

start_dockerd_by_hand() {
  drop_stale_pid /var/run/docker.pid dockerd
  drop_stale_pid /var/run/docker/containerd/containerd.pid containerd
  if [ -f /var/run/docker.pid ]; then
    say "engine: a dockerd runs already (process $(cat /var/run/docker.pid)), waiting for it"
    return 0
  fi
  mount_cgroups
  DOCKERD_LOG="$STATE/dockerd.log"
  local flags=() mtu
  # Behind a narrower link (VPN, nested VM) large packets of a container would vanish.
  mtu="$(default_route_mtu)"
  if [ -n "$mtu" ] && [ "$mtu" -lt 1500 ]; then flags+=("--mtu=$mtu"); fi
  say "engine: starting dockerd (log: $DOCKERD_LOG)"
  # 9 is the lock: a daemon that held it would block every later start of this script
  setsid nohup dockerd ${flags[@]+"${flags[@]}"} >"$DOCKERD_LOG" 2>&1 </dev/null 9>&- &
  DOCKERD_PID=$!
  disown
}

default_route_mtu() {
  local device
  device="$(awk '$2 == "00000000" { print $1; exit }' /proc/net/route 2>/dev/null || true)"
  [ -n "$device" ] && cat "/sys/class/net/$device/mtu" 2>/dev/null || true
}

wait_for_dockerd() {
  local try
  for try in $(seq 1 150); do
    if [ -S /var/run/docker.sock ] && try_engine unix:///var/run/docker.sock docker --host unix:///var/run/docker.sock; then return 0; fi
    if [ -n "$DOCKERD_PID" ]; then
      kill -0 "$DOCKERD_PID" 2>/dev/null || break
    elif [ ! -d /run/systemd/system ] && ! is_process "$(cat /var/run/docker.pid 2>/dev/null)" dockerd; then
      # the one we waited for was dying, not starting
      start_dockerd_by_hand
    fi
    sleep 0.2
  done
  die "dockerd did not start: $(grep -iE 'fail|error|fatal' "${DOCKERD_LOG:-/dev/null}" | tail -n 1 | cut -c 1-300) (whole log: ${DOCKERD_LOG:-the system journal})"
}
