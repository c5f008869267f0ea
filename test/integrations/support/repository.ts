import type {ShellSession} from '../../support/shell-doc/session.js';
import {quoted} from './script.js';

/** A push to the repository of samples/pipeline. */
export interface Push {
  readonly sha: string;
  readonly branch: string;
  /** Where the commit is checked out. */
  readonly folder: string;
}

/** The repository of samples/pipeline, with what a team fills in, beside a cluster. */
export interface Town {
  readonly session: ShellSession;
  /** Types a command that must succeed. */
  readonly type: (script: string) => Promise<string>;
  /** Commits a version of the application. */
  readonly push: (tag: string) => Promise<Push>;
  /** Names of the Deployments that are there. */
  readonly deployments: () => Promise<string>;
}

const BRANCH = 'main';

const SET_UP = `
kubectl create namespace iter8-demo-project
gateway() { kubectl get service istio-ingressgateway -n istio-system -o "jsonpath={$1}"; }
cp -r "$ITER8/samples/pipeline" gitops && cd gitops
sed -i 's#YOUR_REGISTRY#registry.example#' config/deploy.yaml
sed -i "s/YOUR-ISTIO-INGRESS-GATEWAY-HERE/$(gateway .status.loadBalancer.ingress[0].ip)/" iter8/pipeline.prop
sed -i "s/^port:.*/port: $(gateway .spec.ports[0].port)/" iter8/pipeline.prop
git init -q -b ${BRANCH} . && git config user.name x && git config user.email x@example.org
`;

/** Settles beside a sandbox, which ends with the session. */
export async function settleInSandbox(session: ShellSession, signal: AbortSignal): Promise<Town> {
  await session.background('iter8ctl sandbox', 'Ctrl-C ends it');
  await session.run(`eval "$(grep '^export KUBECONFIG' "$PRINTED")"`);
  return settle(session, signal);
}

/** Settles beside the cluster that the session has. */
export async function settle(session: ShellSession, signal: AbortSignal): Promise<Town> {
  const type = async (script: string) => {
    const {out, err, exitCode} = await session.run(script, signal);
    if (exitCode !== 0) throw new Error(`${script}\n${out}${err}`);
    return out.trim();
  };
  await type(SET_UP);
  const push = async (tag: string) => {
    const edit = `sed -i ${quoted(`s/v1[0-9][0-9]/${tag}/`)} config/deploy.yaml`;
    const printed = await type(`${edit} && git add . && git commit -qm ${tag} && git rev-parse HEAD && pwd`);
    const [sha = '', folder = ''] = printed.split('\n');
    return {sha, branch: BRANCH, folder};
  };
  const deployments = () => type('kubectl get deployments -n iter8-demo-project -o name');
  return {session, type, push, deployments};
}
