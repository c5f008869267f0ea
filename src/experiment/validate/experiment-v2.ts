import type {JsonObject} from '../json.js';
import {Field} from '../field.js';
import {TESTING_PATTERNS, type TestingPattern} from '../model.js';
import {Place} from './place.js';

/** An item of an action. */
export interface TaskItem {
  /** Key in `strategy.actions`. */
  readonly action: string;
  readonly place: Place;
  /** `library/task`; undefined for an item with `run` and for one without a name. */
  readonly name: string | undefined;
}

/** A version, wherever it is written. */
export interface VersionPlace {
  readonly role: 'baseline' | 'candidate';
  readonly place: Place;
}

/** An Experiment of v2alpha1 or v2alpha2 as its rules look at it. */
export interface ExperimentV2 {
  readonly isFirstGeneration: boolean;
  /** Where the experiment is, or would be without another word. */
  readonly namespace: string;
  readonly spec: Place;
  readonly strategy: Place;
  readonly criteria: Place;
  /** Baseline first; also those that stand beside `versionInfo` by mistake. */
  readonly versions: readonly VersionPlace[];
  /** undefined: none, or an unknown word. */
  readonly testingPattern: TestingPattern | undefined;
  readonly deploymentPattern: string | undefined;
  readonly tasks: readonly TaskItem[];
  /** A start action may still supply versions and weight references. */
  readonly hasStartAction: boolean;
}

const EARLY_PATTERNS: Readonly<Record<string, TestingPattern>> = {
  Performance: 'Conformance',
  BlueGreen: 'Canary',
};

/** What the rules need, read once. */
export function experimentV2(resource: JsonObject): ExperimentV2 {
  const root = new Place(new Field(resource));
  const spec = root.get('spec');
  const strategy = spec.get('strategy');
  const early = strategy.get('type').text();
  const actions = strategy.get('actions').entries();
  return {
    isFirstGeneration: root.get('apiVersion').text() === 'iter8.tools/v2alpha1',
    namespace: root.get('metadata', 'namespace').text() ?? 'default',
    spec,
    strategy,
    criteria: spec.get('criteria'),
    versions: versionsOf(spec),
    testingPattern: knownPattern(strategy.get('testingPattern').text() ?? early),
    deploymentPattern: strategy.get('deploymentPattern').text() ?? strategy.get('weights', 'algorithm').text(),
    tasks: actions.flatMap(([action, list]) => list.items().map((place) => taskItem(action, place))),
    hasStartAction: actions.some(([action, list]) => action === 'start' && list.items().length > 0),
  };
}

/** The pattern that is meant, in whatever case it is written. */
function knownPattern(word: string | undefined): TestingPattern | undefined {
  const current = EARLY_PATTERNS[word ?? ''] ?? word;
  return TESTING_PATTERNS.find((pattern) => pattern.toLowerCase() === current?.toLowerCase());
}

function versionsOf(spec: Place): VersionPlace[] {
  const places = [spec.get('versionInfo'), spec];
  const baseline = places.map((place) => place.get('baseline')).find(({exists}) => exists);
  const candidates = places.map((place) => place.get('candidates')).find(({exists}) => exists);
  return [
    ...(baseline ? [{role: 'baseline', place: baseline} as const] : []),
    ...(candidates?.items() ?? []).map((place) => ({role: 'candidate', place}) as const),
  ];
}

function taskItem(action: string, place: Place): TaskItem {
  const library = place.get('library').text();
  const task = place.get('task').text();
  return {action, place, name: library === undefined || task === undefined ? task : `${library}/${task}`};
}

/** Names of the variables of a version; early v2alpha1 had them in the map `tags`. */
export function variableNames(version: Place): string[] {
  const early = version.get('tags').entries();
  const names = version
    .get('variables')
    .items()
    .map((variable) => variable.get('name').text());
  return [...early.map(([name]) => name), ...names.filter((name) => name !== undefined)];
}
