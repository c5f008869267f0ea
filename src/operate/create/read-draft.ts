import type {Cluster} from '../../cluster/port.js';
import type {JsonObject} from '../../experiment/json.js';
import type {DeploymentPattern, Policy, TestingPattern} from '../../experiment/model.js';
import type {SourceText} from '../../experiment/reading/source.js';
import type {ActionKey} from '../../tasks/action.js';
import type {ExperimentRequest} from './build-experiment.js';
import type {Draft} from './draft.js';
import {objectName} from '../../traffic/object-name.js';
import {readTasks} from './task-text.js';

/** What the command line says of an experiment, as typed. */
export interface DraftFlags {
  readonly file?: string | undefined;
  readonly from?: string | undefined;
  readonly target?: string | undefined;
  readonly pattern?: TestingPattern | undefined;
  readonly deployment?: DeploymentPattern | undefined;
  readonly baseline?: string | undefined;
  readonly candidate?: readonly string[] | undefined;
  readonly var?: readonly string[] | undefined;
  readonly 'weight-ref'?: readonly string[] | undefined;
  readonly objective?: readonly string[] | undefined;
  readonly indicator?: readonly string[] | undefined;
  readonly reward?: readonly string[] | undefined;
  readonly interval?: string | undefined;
  readonly iterations?: number | undefined;
  readonly loops?: number | undefined;
  readonly 'max-weight'?: number | undefined;
  readonly 'weight-increment'?: number | undefined;
  readonly 'min-samples'?: number | undefined;
  readonly confidence?: string | undefined;
  readonly policy?: Policy | undefined;
  readonly looks?: string | undefined;
  readonly 'end-early'?: boolean | undefined;
  readonly start?: readonly string[] | undefined;
  readonly loop?: readonly string[] | undefined;
  readonly finish?: readonly string[] | undefined;
  readonly label?: readonly string[] | undefined;
  readonly annotation?: readonly string[] | undefined;
  readonly 'generate-name': boolean;
  readonly namespace?: string | undefined;
  readonly 'dry-run'?: string | undefined;
}

/** Where more than the command line is to be read. */
export interface DraftSources {
  readonly readFile: (file: string) => Promise<SourceText>;
  /** Only for `--from`. */
  readonly openCluster: () => Promise<Cluster>;
}

/**
 * The experiment that the command line means, from a file, or from flags and what a router in the cluster tells.
 *
 * @throws Iter8Error INVALID for what cannot be read; mistakes in what can are in the draft
 */
export async function readDraft(
  name: string | undefined,
  flags: DraftFlags,
  {readFile, openCluster}: DraftSources,
): Promise<Draft> {
  const {file, namespace, label: labels = [], annotation: annotations = []} = flags;
  const common = {name, isNameGenerated: flags['generate-name'], namespace, labels, annotations};
  if (file !== undefined) {
    const {draftFromFile} = await import('./draft-from-file.js');
    return draftFromFile(await readFile(file), common);
  }
  const {draftFromFlags} = await import('./draft-from-flags.js');
  const request = {...inWords(flags), ...common, actions: await readActions(flags, readFile)};
  if (flags.from === undefined) return draftFromFlags(request);
  const cluster = await openCluster();
  const {proposeFrom} = await import('./propose-from.js');
  const {
    fields,
    routing,
    missing = [],
  } = await proposeFrom(cluster, flags.from, request).finally(() => cluster.close());
  const draft = draftFromFlags({...request, ...fields});
  const warnings = flags['dry-run'] === 'client' ? missing.map(missingWords) : [];
  return {...draft, routing, warnings: [...draft.warnings, ...warnings]};
}

/** Without the object, the experiment alone could not run. */
function missingWords(object: JsonObject): string {
  return `the experiment needs ${objectName(object)}, which is created or changed only without --dry-run`;
}

/** The same under the names that the builder has for it. */
function inWords(
  flags: DraftFlags,
): Omit<ExperimentRequest, 'isNameGenerated' | 'actions' | 'labels' | 'annotations'> {
  const {target, pattern, deployment, baseline, interval, iterations, loops} = flags;
  const {confidence, policy, looks} = flags;
  return {
    ...{target, pattern, deployment, baseline, interval, iterations, loops, confidence, policy, looks},
    candidates: flags.candidate ?? [],
    variables: flags.var ?? [],
    weightReferences: flags['weight-ref'] ?? [],
    objectives: flags.objective ?? [],
    indicators: flags.indicator ?? [],
    rewards: flags.reward ?? [],
    maxWeight: flags['max-weight'],
    weightIncrement: flags['weight-increment'],
    minimumSamples: flags['min-samples'],
    endEarly: flags['end-early'],
  };
}

async function readActions(
  flags: DraftFlags,
  readFile: (file: string) => Promise<SourceText>,
): Promise<Record<ActionKey, readonly JsonObject[]>> {
  const read = async (key: ActionKey) => {
    const items = (flags[key] ?? []).map((text) => readTasks(text, key, readFile));
    return (await Promise.all(items)).flat();
  };
  return {start: await read('start'), loop: await read('loop'), finish: await read('finish')};
}
