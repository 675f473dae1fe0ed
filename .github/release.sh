#!/usr/bin/env bash
# What a release is made of, for release.yml and its tests.
#
#   release.sh package TARGET PROGRAM FOLDER   puts the archive for a platform into the folder
#   release.sh table FOLDER                    prints release.txt for the archives in the folder
#   release.sh agrees TAG                      fails unless Cargo.toml, CHANGELOG.md and the tag name one version
#   release.sh belongs TAG                     the same, and release.txt has the sums of this source for every platform
set -euo pipefail
cd "$(dirname "$0")/.."

TARGETS='x86_64-unknown-linux-musl aarch64-unknown-linux-musl x86_64-apple-darwin aarch64-apple-darwin x86_64-pc-windows-msvc'

GITHUB_ACTION_PATH=$PWD
# shellcheck source=.github/action.sh
source .github/action.sh

version() {
  sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1
}

package() {
  local target=$1 program=$2 folder=$3 name=memos-weekly-$1 scratch
  scratch=$(mktemp -d)
  mkdir -p "$scratch/$name" "$folder"
  cp "$program" README.md LICENSE-MIT LICENSE-APACHE "$scratch/$name/"
  chmod 755 "$scratch/$name/$(basename "$program")"
  # The same input gives the same archive.
  tar -C "$scratch" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -c "$name" | gzip -n9 > "$folder/$name.tar.gz"
  rm -rf "$scratch"
}

print_table() {
  local folder=$1 target name inner
  sed -n '/^#/p' .github/release.txt
  echo "version $(version)"
  echo "source $(source_sum)"
  for target in $TARGETS; do
    name=memos-weekly-$target
    if [ -f "$folder/$name.tar.gz" ]; then
      inner=$(tar -tzf "$folder/$name.tar.gz" | grep -E "^$name/memos-weekly(\.exe)?$")
      echo "$target $(sums "$folder/$name.tar.gz") $(tar -xzOf "$folder/$name.tar.gz" "$inner" | sums)"
    fi
  done
}

agrees() {
  local tag=$1
  [ "$tag" = "v$(version)" ] || fail "the tag $tag and version $(version) of Cargo.toml differ"
  grep -qF "## $(version)" .github/CHANGELOG.md || fail "CHANGELOG.md has no section \"## $(version)\""
  if grep -qF 'Not released yet' .github/CHANGELOG.md; then fail 'CHANGELOG.md says "Not released yet"'; fi
}

belongs() {
  local target
  agrees "$1"
  [ "$(recorded version)" = "$(version)" ] || fail "release.txt is of version $(recorded version), Cargo.toml of $(version)"
  [ "$(recorded source)" = "$(source_sum)" ] || fail 'release.txt is of another source'
  for target in $TARGETS; do
    [ -n "$(recorded "$target" 3)" ] || fail "release.txt has no sums for $target"
  done
}

case ${1:-} in
  package) package "$2" "$3" "$4" ;;
  table) print_table "$2" ;;
  agrees) agrees "$2" ;;
  belongs) belongs "$2" ;;
  *) fail 'release.sh takes package, table, agrees or belongs' ;;
esac
