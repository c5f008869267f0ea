#!/usr/bin/env bash
# Builds kube-apiserver, kube-controller-manager and etcd of the versions that test/cluster/go.mod names, once for each of
# these versions and that of Go, and prints the folder that holds them. What it does meanwhile goes to stderr.
set -euo pipefail
cd "$(dirname "$0")/../test/cluster"

fail() {
  echo "error: $1" >&2
  echo "hint: $2" >&2
  exit 1
}

wanted=$(sed -nE 's/^go ([0-9.]+)$/\1/p' go.mod)
command -v go >/dev/null ||
  fail "no Go here, which builds the API server" "install Go $wanted or newer from https://go.dev/dl (Debian's golang is too old)"
export GOTOOLCHAIN=local CGO_ENABLED=0
installed=$(cd / && go env GOVERSION)
[ "$(printf '%s\n' "$wanted" "${installed#go}" | sort --version-sort | head -n 1)" = "$wanted" ] ||
  fail "the API server needs Go $wanted, this is $installed" "install Go $wanted or newer from https://go.dev/dl"
version_of() {
  go list -m -f '{{.Version}}' "$1"
}

version=$(version_of k8s.io/kubernetes)
etcd=$(version_of go.etcd.io/etcd/server/v3)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/iter8ctl-test-tools
folder=$cache/kubernetes-$version-etcd-$etcd-$installed
mkdir -p "$cache"
exec 9>"$folder.lock"
flock 9 # another run may be building the same

if [ ! -d "$folder" ]; then
  echo "building Kubernetes $version and etcd $etcd with $installed, once; some minutes" >&2
  unfinished=$(mktemp --directory "$cache/unfinished-XXXXXX")
  trap 'rm -rf "$unfinished"' EXIT
  IFS=. read -r major minor _ <<<"${version#v}"
  flags='-s -w'
  for module in k8s.io/client-go/pkg k8s.io/component-base; do
    flags+=" -X $module/version.gitVersion=$version -X $module/version.gitMajor=$major -X $module/version.gitMinor=$minor"
  done
  # Two compilers at once stay at 2 GiB.
  build() {
    nice go build -p 2 -trimpath -ldflags "$flags" -o "$unfinished/$1" "$2" >&2
  }
  build kube-apiserver k8s.io/kubernetes/cmd/kube-apiserver
  build kube-controller-manager k8s.io/kubernetes/cmd/kube-controller-manager
  build etcd go.etcd.io/etcd/server/v3
  mv "$unfinished" "$folder"
fi
echo "$folder"
