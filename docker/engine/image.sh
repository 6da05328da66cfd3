# shellcheck shell=bash
# Builds docker/<framework>/ into tfactory-<framework>:<hash of what goes in>.

# What goes into an image: the Dockerfile and the folder environment/. Not the runner's sources: the host brings those
# along with every request, so that editing a runner rebuilds no image and reinstalls no dependencies.
image_inputs() {
  (cd "$HERE/$1" && find Dockerfile environment -type f ! -path '*/tests/*' ! -path '*/__pycache__/*' ! -path '*/.*' | LC_ALL=C sort)
}

short_hash() { { sha256sum 2>/dev/null || shasum -a 256; } | cut -c 1-12; }

# image_of <framework>: its name. The base's recipe counts; which base it was made from does not, or the name would
# depend on whether a registry answers today.
image_of() {
  local framework="$1" file
  printf 'tfactory-%s:%s' "$framework" "$(
    {
      cat "$HERE/engine/base.sh" "$HERE/engine/image.sh"
      image_inputs "$framework" | while IFS= read -r file; do
        printf '%s\n' "$file"
        cat "$HERE/$framework/$file"
      done
    } | short_hash
  )"
}

has_image() { engine image inspect "$1" >/dev/null 2>&1; }

# The certificates the host trusts: HTTPS may be intercepted by a proxy with an authority of its own.
host_certificates() {
  local file
  for file in "${SSL_CERT_FILE:-}" "${PIP_CERT:-}" "${REQUESTS_CA_BUNDLE:-}" /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem; do
    if [ -n "$file" ] && [ -r "$file" ]; then printf '%s' "$file" && return 0; fi
  done
}

build_image() {
  local framework="$1" name context file certificates arguments=() variable log="$STATE/build-$1.log"
  name="$(image_of "$framework")"
  make_base
  context="$(mktemp -d)"
  SCRATCH="$context"
  image_inputs "$framework" | while IFS= read -r file; do
    mkdir -p "$context/$(dirname "$file")"
    cp "$HERE/$framework/$file" "$context/$file"
  done
  certificates="$(host_certificates)"
  if [ -n "$certificates" ]; then cp "$certificates" "$context/ca-bundle.crt"; else : >"$context/ca-bundle.crt"; fi
  for variable in HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_TRUSTED_HOST; do
    if [ -n "${!variable:-}" ]; then arguments+=(--build-arg "$variable=${!variable}"); fi
  done
  say "image: building $name on $BASE"
  if ! engine build --tag "$name" --build-arg "BASE=$BASE" --label "tfactory.image=$framework" ${arguments[@]+"${arguments[@]}"} "$context" >"$log" 2>&1 </dev/null; then
    die "The image of $framework could not be built: $(grep -iE 'error|failed|returned a non-zero' "$log" | tail -n 1 | cut -c 1-300) (whole log: $log)"
  fi
  drop_scratch
}
