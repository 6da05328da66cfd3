#!/bin/sh
# A PostgreSQL server for tests, from Debian's packages, in a folder of its own and on a socket there.
#   postgres.sh start FOLDER   prints its address
#   postgres.sh stop FOLDER
set -eu
verb=$1 folder=$2

installed() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1; }
bin=$(installed)
if [ -z "$bin" ]; then
  [ "$(id -u)" = 0 ] || { echo "PostgreSQL is not installed: apt-get install postgresql" >&2; exit 3; }
  # one at a time: other test files ask for it too, and apt refuses whoever comes second
  exec 9>"${TMPDIR:-/tmp}/tfactory-postgres.lock"
  flock 9
  for try in 1 2 3 4 5 6; do
    bin=$(installed)
    [ -z "$bin" ] || break
    apt-get update -qq >&2 &&
      DEBIAN_FRONTEND=noninteractive apt-get install -o DPkg::Lock::Timeout=300 -qq -y --no-install-recommends postgresql >&2 ||
      sleep $((try * 5))
  done
  bin=$(installed)
  exec 9>&-
  [ -n "$bin" ] || { echo "PostgreSQL could not be installed" >&2; exit 3; }
fi

# the server refuses to run as root
as_owner() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

case $verb in
start)
  mkdir -p "$folder"
  [ "$(id -u)" != 0 ] || chown postgres "$folder"
  cd "$folder"
  as_owner "$bin/initdb" --no-sync --auth trust --username tfactory --encoding UTF8 --locale C "$folder/data" >&2
  # what the tests kill is never the machine: nothing needs to wait for the disk
  as_owner "$bin/pg_ctl" --wait --log "$folder/log" --pgdata "$folder/data" \
    --options "-k $folder -c listen_addresses='' -c fsync=off -c max_connections=200" start >&2
  echo "postgres://tfactory@/postgres?host=$folder"
  ;;
restart)
  cd "$folder" && as_owner "$bin/pg_ctl" --wait --mode fast --log "$folder/log" --pgdata "$folder/data" restart >&2
  ;;
stop)
  cd "$folder" && as_owner "$bin/pg_ctl" --wait --mode immediate --pgdata "$folder/data" stop >&2
  ;;
esac
