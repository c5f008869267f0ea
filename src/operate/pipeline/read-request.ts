import type {Policy} from '../../experiment/model.js';
import type {SourceText} from '../../experiment/reading/source.js';
import {Iter8Error} from '../../errors.js';
import type {LoadOptions} from '../../load/options.js';
import {planLoad} from '../../load/plan.js';
import {timeLimitMs} from '../../time-limit.js';
import {GITHUB_API, GITLAB_API, type Repository, TOKEN_VARIABLES} from './commit/ci-variables.js';
import {type Commit, findCommit} from './commit/commit.js';
import {statusTarget} from './commit/status-reporter.js';
import {manifestFiles} from './manifest/manifest-files.js';
import {loadOfProperties, readLoadProperties} from './manifest/properties.js';
import {readManifest} from './manifest/read-manifest.js';
import type {PipelineRequest} from './request.js';

/** What the command line says, as typed. */
export interface PipelineFlags {
  readonly manifest: string;
  readonly service: string;
  readonly objective: readonly string[];
  readonly candidate?: string | undefined;
  readonly baseline?: string | undefined;
  readonly interval?: string | undefined;
  readonly iterations?: number | undefined;
  readonly 'max-weight'?: number | undefined;
  readonly 'weight-increment'?: number | undefined;
  readonly 'min-samples'?: number | undefined;
  readonly confidence?: string | undefined;
  readonly policy?: Policy | undefined;
  readonly properties?: string | undefined;
  readonly load?: string | undefined;
  readonly rps?: string | undefined;
  readonly commit?: string | undefined;
  readonly repo?: string | undefined;
  readonly 'status-api'?: string | undefined;
  readonly 'commit-status': boolean;
  readonly timeout?: string | undefined;
  readonly 'ready-timeout': string;
  readonly 'allow-older': boolean;
  readonly 'force-conflicts': boolean;
  readonly 'dry-run': boolean;
}

export interface RequestSources {
  readonly readFile: (file: string) => Promise<SourceText>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly namespace: string;
  readonly signal: AbortSignal;
}

/**
 * What the command line and the files that it names ask for.
 *
 * @throws Iter8Error INVALID, with file and line where there is one; FORBIDDEN without the token that is needed
 */
export async function readRequest(flags: PipelineFlags, sources: RequestSources): Promise<PipelineRequest> {
  const {objective: objectives, interval, iterations, confidence, policy, service, candidate, baseline} = flags;
  const files = await manifestFiles(flags.manifest);
  const texts: SourceText[] = [];
  for (const file of files) texts.push(await sources.readFile(file)); // folders may have more than can be open at once
  const commit = await readCommit(flags, sources);
  return {
    objects: await readManifest(texts, sources.namespace),
    ...{service, candidate, baseline, commit},
    trial: {
      ...{objectives, interval, iterations, confidence, policy},
      maxWeight: flags['max-weight'],
      weightIncrement: flags['weight-increment'],
      minimumSamples: flags['min-samples'],
    },
    load: await readLoad(flags, sources),
    status: flags['commit-status'] ? statusTarget(commit, service, envOf(flags, sources)) : undefined,
    timeoutMs: flags.timeout === undefined ? undefined : timeLimitMs(flags.timeout),
    readyTimeoutMs: timeLimitMs(flags['ready-timeout'], '--ready-timeout'),
    mayBeOlder: flags['allow-older'],
    isForced: flags['force-conflicts'],
  };
}

/** Nobody is told anything by a dry run, so that it needs no token. */
function envOf(flags: PipelineFlags, {env}: RequestSources): RequestSources['env'] {
  return flags['dry-run'] ? Object.fromEntries(ALL_TOKENS.map((name) => [name, 'none'])) : env;
}

const ALL_TOKENS = Object.values(TOKEN_VARIABLES).flat();

async function readCommit(flags: PipelineFlags, sources: RequestSources): Promise<Commit> {
  const commit = await findCommit(flags.commit, sources);
  return {...commit, repository: chosenRepository(flags, commit.repository)};
}

/** What flags say of the repository counts more than what was found. */
function chosenRepository(flags: PipelineFlags, found: Repository | undefined): Repository | undefined {
  const name = flags.repo ?? found?.name;
  if (name === undefined) return undefined;
  const api = flags['status-api'];
  const provider = api === undefined ? (found?.provider ?? 'github') : providerOf(api);
  const known = found?.provider === provider ? found.api : undefined;
  return {name, provider, api: api ?? known ?? (provider === 'gitlab' ? GITLAB_API : GITHUB_API)};
}

/** The API of GitLab is the only one that is called so. */
function providerOf(api: string): Repository['provider'] {
  if (!URL.canParse(api))
    throw new Iter8Error('INVALID', `--status-api: ${api} is no URL`, `such as ${GITHUB_API}`);
  return /\/api\/v4\/?$/.test(new URL(api).pathname) ? 'gitlab' : 'github';
}

async function readLoad(flags: PipelineFlags, sources: RequestSources): Promise<LoadOptions | undefined> {
  const {load: url, properties, rps} = flags;
  const rate = rps === undefined ? {} : {qps: requestsPerSecond(rps)};
  const options = url === undefined ? await loadOfFile(properties, sources) : {targets: [{name: 'load', url}]};
  if (!options && rps !== undefined) {
    throw new Iter8Error('INVALID', '--rps is for load', 'say where it goes with --load or --properties');
  }
  if (options) planLoad({...options, ...rate}); // what is wrong with it is told now
  return options && {...options, ...rate};
}

async function loadOfFile(file: string | undefined, sources: RequestSources): Promise<LoadOptions | undefined> {
  if (file === undefined) return undefined;
  return loadOfProperties(readLoadProperties(await sources.readFile(file), sources.namespace));
}

function requestsPerSecond(text: string): number {
  if (Number(text) > 0 && Number(text) < Infinity) return Number(text);
  throw new Iter8Error('INVALID', `--rps: ${text} is no number above 0`, 'requests a second, such as 10');
}
