#!/bin/sh
# Installs what `npm run test:real` and `npm run bench:proxy` measure against, on Debian: only what is missing.
set -eu

missing=''
for package in hey wrk haproxy prometheus; do
  command -v "$package" >/dev/null || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

apt-get update -qq
# shellcheck disable=SC2086 # one word a package
apt-get install -y -qq --no-install-recommends $missing

# Where a package starts a service of its own, tests want the port and the machine.
case "$missing" in
  *prometheus*) systemctl disable --now prometheus >/dev/null 2>&1 || true ;;
esac
