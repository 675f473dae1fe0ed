#!/usr/bin/env bash
# Finds the program for the action and gives its path as the output `program`: the one that was named; else the release
# that belongs to this source, from the tool cache or downloaded; else one that is built from this source.
#
# No secret is in the environment of this step. A released program is only made executable when it has the SHA-256 sum
# in release.txt, which is committed beside this script: whoever pins the action by its commit pins the program too.
set -euo pipefail

here=${GITHUB_ACTION_PATH:-$(dirname "$0")/..}
if command -v cygpath > /dev/null; then here=$(cygpath -u "$here"); fi
table=$here/.github/release.txt

# The path of the program, once it is known.
program=''
# Why it must be built, once that was told.
told=''

main() {
  local target version
  target=$(platform)
  version=$(recorded version)
  if [ -n "${MEMOS_WEEKLY_BINARY_PATH:-}" ]; then
    program=$MEMOS_WEEKLY_BINARY_PATH
    if [ ! -f "$program" ]; then fail "there is no file at $program, which \`binary-path\` names"; fi
  elif [ "$(recorded source)" = "$(source_sum)" ] && [ -n "$(recorded "$target")" ]; then
    take_release "$target" "$version"
  fi
  if [ -z "$program" ]; then take_source "$target"; fi
  echo "program=$program" >> "${GITHUB_OUTPUT:?}"
}

# Also called where standard output is the result of a function, so it is said on standard error.
fail() {
  echo "::error title=memos-weekly::$*" >&2
  exit 1
}

# The target triple of the release for this machine; what there is no release for is named all the same.
platform() {
  case ${RUNNER_OS:-$(uname -s)}-${RUNNER_ARCH:-$(uname -m)} in
    Linux-X64 | Linux-x86_64) echo x86_64-unknown-linux-musl ;;
    Linux-ARM64 | Linux-aarch64) echo aarch64-unknown-linux-musl ;;
    macOS-X64 | Darwin-x86_64) echo x86_64-apple-darwin ;;
    macOS-ARM64 | Darwin-arm64) echo aarch64-apple-darwin ;;
    Windows-X64) echo x86_64-pc-windows-msvc ;;
    *) echo "${RUNNER_OS:-$(uname -s)}-${RUNNER_ARCH:-$(uname -m)}" ;;
  esac
}

# A field of the table's line with this first word; the second unless said otherwise.
recorded() {
  awk -v word="$1" -v field="${2:-2}" '$1 == word { print $field }' "$table"
}

# One sum over everything the program is made of. A commit after the release has another one, and is built.
source_sum() {
  (
    cd "$here"
    files=$(find src -type f | LC_ALL=C sort)
    # Line ends of the files at the root do not count: Git turns them over on Windows, and those of src it leaves.
    # shellcheck disable=SC2086 # no name in the source has a space
    { cat Cargo.toml Cargo.lock | tr -d '\r'; echo "$files"; sums $files; } | sums
  )
}

# The SHA-256 sums of files, or of standard input, alone.
sums() {
  if command -v sha256sum > /dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi | cut -c 1-64
}

has_sum() {
  [ -f "$1" ] && [ "$(sums "$1")" = "$2" ]
}

# A folder that outlives the job where the runner keeps its tools, else one for this job.
folder() {
  local root path
  for root in "${RUNNER_TOOL_CACHE:-}" "${RUNNER_TEMP:-${TMPDIR:-/tmp}}"; do
    if [ -n "$root" ] && command -v cygpath > /dev/null; then root=$(cygpath -u "$root"); fi
    path=$root/memos-weekly/$1
    if [ -n "$root" ] && mkdir -p "$path" 2> /dev/null && [ -w "$path" ]; then
      echo "$path"
      return
    fi
  done
  fail "neither the runner's tool cache nor its temporary folder can be written"
}

# Takes the release from the tool cache or downloads it. When it cannot be had, that is said, and the source is built; when
# something else comes in its place, the job ends here.
take_release() {
  local target=$1 version=$2 path base url archive
  path=$(folder "$version-$target")
  if has_sum "$path/memos-weekly" "$(recorded "$target" 3)"; then
    program=$path/memos-weekly
    return
  fi
  base=${MEMOS_WEEKLY_DOWNLOAD_URL:-https://github.com/memos-weekly/memos-weekly/releases/download/v$version}
  url=${base%/}/memos-weekly-$target.tar.gz
  archive=$path/download.$$
  if ! download "$url" "$archive"; then
    echo "::warning title=memos-weekly::$url cannot be downloaded ($(tail -n 1 "$archive.log")), so the program is built from source. If this runner has no access to that address, set \`download-url\` or \`binary-path\`."
    told='the release of memos-weekly cannot be downloaded'
    rm -f "$archive" "$archive.log"
    return
  fi
  if ! has_sum "$archive" "$(recorded "$target")"; then
    local what='it is not the file that was released'
    if head -c 512 "$archive" | LC_ALL=C grep -qiE '<(!doctype|html)'; then
      what='it is a web page, such as a proxy sends to ask for a login'
    fi
    rm -f "$archive" "$archive.log"
    fail "what came from $url has the wrong SHA-256 sum: $what. Nothing of it was run"
  fi
  unpack "$archive" "$target" "$path/memos-weekly"
}

# A redirect may not leave the protocol; a proxy is taken from the environment.
download() {
  curl --fail --location --silent --show-error --proto "=${1%%:*}" --tlsv1.2 --connect-timeout 10 --max-time 300 \
    --retry 3 --output "$2" "$1" 2> "$2.log"
}

# Puts the program of a verified archive into its place, at once and whole.
unpack() {
  local archive=$1 target=$2 place=$3 inner=memos-weekly
  case $target in *windows*) inner=memos-weekly.exe ;; esac
  tar -xzO "memos-weekly-$target/$inner" < "$archive" > "$place.$$"
  rm -f "$archive" "$archive.log"
  if ! has_sum "$place.$$" "$(recorded "$target" 3)"; then
    fail "the program in the release for $target does not have the SHA-256 sum of release.txt"
  fi
  chmod +x "$place.$$"
  mv -f "$place.$$" "$place"
  program=$place
}

# Takes the program that an earlier job built from this source, if it is still as it was, or builds it.
take_source() {
  local path build
  path=$(folder "source-$(source_sum)")
  if ! has_sum "$path/memos-weekly" "$(cat "$path/sum" 2> /dev/null)"; then
    local why
    why=${told:-$(why_not_released "$1")}
    if ! command -v cargo > /dev/null; then
      fail "$why, and there is no Rust here to build it with: install Rust (https://rustup.rs), or set \`binary-path\`"
    fi
    if [ -z "$told" ]; then
      echo "::notice title=memos-weekly::$why, so it is built from source. That takes some minutes, at each run unless the runner keeps its tool cache."
    fi
    build=$(folder build)
    compile "$build"
    if [ -f "$build/release/memos-weekly.exe" ]; then build=$build/release/memos-weekly.exe; else build=$build/release/memos-weekly; fi
    cp "$build" "$path/memos-weekly.$$"
    mv -f "$path/memos-weekly.$$" "$path/memos-weekly"
    sums "$path/memos-weekly" > "$path/sum"
  fi
  program=$path/memos-weekly
}

# Why no release is taken, and what would change that.
why_not_released() {
  if [ "$(recorded source)" = none ]; then
    echo 'memos-weekly has not been released yet'
  elif [ "$(recorded source)" != "$(source_sum)" ]; then
    echo "this commit of memos-weekly is not the one of release $(recorded version): to take that, use the action at the tag v$(recorded version)"
  else
    echo "there is no release of memos-weekly for $1"
  fi
}

# Dependencies run programs of their own during a build, so it sees nothing but what a build needs. An address of a
# proxy can hold a password; without it nothing could be fetched.
compile() {
  local name keep=()
  for name in PATH HOME USERPROFILE TMPDIR TEMP TMP SYSTEMROOT SystemRoot WINDIR ComSpec ProgramData ProgramFiles \
    'ProgramFiles(x86)' LOCALAPPDATA APPDATA CARGO_HOME RUSTUP_HOME RUSTUP_TOOLCHAIN HTTP_PROXY HTTPS_PROXY ALL_PROXY \
    NO_PROXY http_proxy https_proxy all_proxy no_proxy SSL_CERT_FILE SSL_CERT_DIR CARGO_HTTP_CAINFO; do
    if printenv "$name" > /dev/null; then keep+=("$name=$(printenv "$name")"); fi
  done
  echo '::group::Building memos-weekly from source'
  if ! env -i "${keep[@]}" cargo build --release --locked --bin memos-weekly --manifest-path "$here/Cargo.toml" --target-dir "$1"; then
    fail 'memos-weekly could not be built from source; the reason is in the log above'
  fi
  echo '::endgroup::'
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then main; fi
