import {TASKS} from '../../schema/task-inputs.js';
import {
  ARROWS,
  BRACES,
  type Delimiters,
  parseTemplate,
  type Placeholder,
  TemplateError,
} from '../../task-template.js';
import {type ExperimentV2, type TaskItem, variableNames, type VersionPlace} from '../experiment-v2.js';
import {doubtfulValue, type Finding, wrongValue} from '../finding.js';
import type {Place} from '../place.js';
import {didYouMean} from '../spelling.js';

const ALWAYS_THERE = ['name', 'this', 'secret', 'Name', 'Namespace', 'Spec', 'Status', 'Secret'];

/** `{{ .x }}` is filled in from the variables of the recommended version; with an unknown one the action fails. */
export function checkPlaceholders(experiment: ExperimentV2): Finding[] {
  return experiment.tasks.flatMap((task) => {
    const delimiters = task.place.get('run').exists ? [ARROWS] : [BRACES, ARROWS];
    return textsWithPlaceholders(task).flatMap((place) => checkText(place, {task, delimiters, experiment}));
  });
}

/** `run` leaves braces alone, which belong to the programs that it calls. */
function textsWithPlaceholders({name, place}: TaskItem): Place[] {
  if (place.get('run').exists) return texts(place.get('run'));
  const isOff = place.get('with', 'disableInterpolation').boolean() === true;
  const isFilledIn = name !== undefined && Object.hasOwn(TASKS, name) && TASKS[name]?.hasPlaceholders === true;
  return isFilledIn && !isOff ? texts(place.get('with')) : [];
}

function texts(place: Place): Place[] {
  if (place.text() !== undefined) return [place];
  return [...place.items(), ...place.entries().map(([, member]) => member)].flatMap(texts);
}

interface Surroundings {
  readonly task: TaskItem;
  readonly delimiters: readonly Delimiters[];
  readonly experiment: ExperimentV2;
}

function checkText(place: Place, {task, delimiters, experiment}: Surroundings): Finding[] {
  try {
    const pieces = parseTemplate(place.text() ?? '', delimiters);
    const placeholders = pieces.filter((piece) => piece.kind === 'placeholder');
    const byName = new Map(placeholders.map((placeholder) => [placeholder.path[0], placeholder]));
    return [...byName.values()].flatMap((placeholder) => checkName(place, placeholder, {task, experiment}));
  } catch (error) {
    if (error instanceof TemplateError) return [wrongValue(place, error.message)];
    throw error;
  }
}

function checkName(
  place: Place,
  {path: [name], source}: Placeholder,
  {task, experiment: {tasks, versions}}: Pick<Surroundings, 'task' | 'experiment'>,
): Finding[] {
  const supplied = tasks.some((other) => other.name === 'knative/init-experiment') ? ['namespace'] : [];
  const always = [...supplied, ...ALWAYS_THERE];
  if (typeof name !== 'string' || versions.length === 0 || always.includes(name)) return [];
  const without = versions.filter((version) => !variableNames(version.place).includes(name));
  if (without.length === versions.length)
    return [unknownName(place, {source, name}, [...namesOf(versions), ...always])];
  return task.place.get('if').exists ? [] : without.map((version) => missingName(place, source, version));
}

function namesOf(versions: readonly VersionPlace[]): string[] {
  return [...new Set(versions.flatMap(({place}) => variableNames(place)))];
}

function unknownName(
  place: Place,
  {source, name}: {readonly source: string; readonly name: string},
  known: readonly string[],
): Finding {
  const meant = didYouMean(name, known) || '; add the variable, or remove the placeholder';
  return wrongValue(place, `${source} names no variable of any version, the whole action would fail${meant}`);
}

/** Whichever version is recommended in the end, it needs the variable. */
function missingName(place: Place, source: string, version: VersionPlace): Finding {
  const name = version.place.get('name').text() ?? version.role;
  return doubtfulValue(
    place,
    `${source} is no variable of version ${name}: the action fails when that is the one to promote`,
  );
}
