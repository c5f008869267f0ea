import {Iter8Error} from '../../../errors.js';
import {Field} from '../../../experiment/field.js';
import type {JsonObject} from '../../../experiment/json.js';
import type {Policy} from '../../../experiment/model.js';
import {draftFromFlags} from '../../create/draft-from-flags.js';
import type {Draft} from '../../create/draft.js';
import {parseConfidence} from '../../../experiment/strength-text.js';
import {parseInterval, parseObjective} from '../../create/flag-texts.js';
import type {Commit} from '../commit/commit.js';
import {COMMIT_LABEL, COMMIT_TIME_ANNOTATION, commitLabel, SERVICE_LABEL} from '../names.js';

/** How a candidate is to be tried out, as typed. */
export interface TrialFlags {
  readonly objectives: readonly string[];
  readonly interval?: string | undefined;
  readonly iterations?: number | undefined;
  readonly maxWeight?: number | undefined;
  readonly weightIncrement?: number | undefined;
  /** 0: none; undefined: as `minimumSamples` says. */
  readonly minimumSamples?: number | undefined;
  readonly confidence?: string | undefined;
  readonly policy?: Policy | undefined;
}

/** What is tried out. */
export interface Trial {
  readonly name: string;
  readonly namespace: string;
  readonly service: JsonObject;
  readonly commit: Commit;
  readonly baseline: string;
  readonly candidate: string;
  /** By the name of the version. */
  readonly weightObjRefs: ReadonlyMap<string, JsonObject>;
}

/**
 * Refuses early what could not be an experiment.
 *
 * @throws Iter8Error INVALID naming the flag
 */
export function checkTrialFlags({objectives, interval, confidence}: TrialFlags): void {
  objectives.forEach(parseObjective);
  if (confidence !== undefined) parseConfidence(confidence);
  if (interval !== undefined) parseInterval(interval);
}

/**
 * A progressive Canary of two Deployments.
 *
 * @throws Iter8Error INVALID when it would not be a valid experiment
 */
export function draftExperiment(trial: Trial, flags: TrialFlags): Draft {
  const {name, namespace, service, commit, baseline, candidate, weightObjRefs} = trial;
  const serviceName = new Field(service).get('metadata', 'name').requiredText();
  const versions = [baseline, candidate];
  const draft = draftFromFlags({
    ...flags,
    ...{name, namespace, baseline, candidates: [candidate], pattern: 'Canary', deployment: 'Progressive'},
    isNameGenerated: false,
    target: `${namespace}/${serviceName}`,
    knownVersions: versions.map((version) => {
      return {name: version, namespace, weightObjRef: weightObjRefs.get(version) ?? {}};
    }),
    variables: versions.flatMap((version) => portOf(version, service)),
    weightReferences: [],
    indicators: [],
    rewards: [],
    actions: {start: [], loop: [], finish: []},
    labels: [`${COMMIT_LABEL}=${commitLabel(commit.sha)}`, `${SERVICE_LABEL}=${serviceName}`],
    annotations: commit.committedAt ? [`${COMMIT_TIME_ANNOTATION}=${commit.committedAt.toISOString()}`] : [],
  });
  const [mistake] = draft.mistakes;
  if (mistake !== undefined) throw new Iter8Error('INVALID', mistake, 'no experiment was created');
  return draft;
}

/** The ready-made metrics of the Gateway API ask for it. */
function portOf(version: string, service: JsonObject): string[] {
  const [first] = new Field(service).get('spec', 'ports').items();
  const port = first?.get('port').integer();
  return port === undefined ? [] : [`${version}:port=${port}`];
}
