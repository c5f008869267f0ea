import {BRIEF, type Ci} from './ci.js';
import {sampleDocuments} from './sample.js';
import {runScript} from './script.js';

interface Job {
  readonly extends?: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly script: readonly string[];
}

/** The job of the sample with what it extends. */
export function gitlabJob(): Job {
  const [{release}] = sampleDocuments('gitlab/.gitlab-ci.yml') as [{readonly release: Job}];
  const [template] = sampleDocuments('gitlab/iter8ctl.yml') as [Readonly<Record<string, Job | undefined>>];
  const base = template[release.extends ?? ''];
  if (!base) throw new Error(`the job extends ${release.extends ?? 'nothing'}, which is not there`);
  return {...base, ...release, variables: {...base.variables, ...release.variables}};
}

/** The job of the sample, as GitLab's runner does it. */
export const gitlab: Ci = async (push, {town: {session}, forge, token, signal}) => {
  const {variables, script} = gitlabJob();
  const env = {
    ...variables,
    ...{ITER8_INTERVAL: BRIEF.interval, ITER8_ITERATIONS: BRIEF.iterations, GITLAB_TOKEN: token},
    ...{CI_COMMIT_SHA: push.sha, CI_PROJECT_PATH: 'team/iter8-demo', CI_API_V4_URL: `${forge.url}/api/v4`},
  };
  const shell = ['bash', '-eo', 'pipefail'];
  return runScript(session, {text: script.join('\n'), shell, env, folder: push.folder}, signal);
};
