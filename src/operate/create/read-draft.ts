import type {JsonObject} from '../../experiment/json.js';
import type {DeploymentPattern, TestingPattern} from '../../experiment/model.js';
import type {SourceText} from '../../experiment/reading/source.js';
import type {ActionKey} from '../../tasks/action.js';
import type {ExperimentRequest} from './build-experiment.js';
import type {Draft} from './draft.js';
import {readTasks} from './task-text.js';

/** What the command line says of an experiment, as typed. */
export interface DraftFlags {
  readonly file?: string | undefined;
  readonly target?: string | undefined;
  readonly pattern?: TestingPattern | undefined;
  readonly deployment?: DeploymentPattern | undefined;
  readonly baseline?: string | undefined;
  readonly candidate: readonly string[];
  readonly var: readonly string[];
  readonly 'weight-ref': readonly string[];
  readonly objective: readonly string[];
  readonly indicator: readonly string[];
  readonly reward: readonly string[];
  readonly interval?: string | undefined;
  readonly iterations?: number | undefined;
  readonly loops?: number | undefined;
  readonly 'max-weight'?: number | undefined;
  readonly 'weight-increment'?: number | undefined;
  readonly start: readonly string[];
  readonly loop: readonly string[];
  readonly finish: readonly string[];
  readonly label: readonly string[];
  readonly annotation: readonly string[];
  readonly 'generate-name': boolean;
  readonly namespace?: string | undefined;
}

/**
 * The experiment that the command line means, from a file or from flags.
 *
 * @throws Iter8Error INVALID for what cannot be read; mistakes in what can are in the draft
 */
export async function readDraft(
  name: string | undefined,
  flags: DraftFlags,
  readFile: (file: string) => Promise<SourceText>,
): Promise<Draft> {
  const {file, namespace, label: labels, annotation: annotations} = flags;
  const common = {name, isNameGenerated: flags['generate-name'], namespace, labels, annotations};
  if (file !== undefined) {
    const {draftFromFile} = await import('./draft-from-file.js');
    return draftFromFile(await readFile(file), common);
  }
  const {draftFromFlags} = await import('./draft-from-flags.js');
  return draftFromFlags({...inWords(flags), ...common, actions: await readActions(flags, readFile)});
}

/** The same under the names that the builder has for it. */
function inWords(
  flags: DraftFlags,
): Omit<ExperimentRequest, 'isNameGenerated' | 'actions' | 'labels' | 'annotations'> {
  const {target, pattern, deployment, baseline, interval, iterations, loops} = flags;
  return {
    ...{target, pattern, deployment, baseline, interval, iterations, loops},
    candidates: flags.candidate,
    variables: flags.var,
    weightReferences: flags['weight-ref'],
    objectives: flags.objective,
    indicators: flags.indicator,
    rewards: flags.reward,
    maxWeight: flags['max-weight'],
    weightIncrement: flags['weight-increment'],
  };
}

async function readActions(
  flags: DraftFlags,
  readFile: (file: string) => Promise<SourceText>,
): Promise<Record<ActionKey, readonly JsonObject[]>> {
  const read = async (key: ActionKey) => {
    const items = flags[key].map((text) => readTasks(text, key, readFile));
    return (await Promise.all(items)).flat();
  };
  return {start: await read('start'), loop: await read('loop'), finish: await read('finish')};
}
