import {TASKS} from '../../schema/task-inputs.js';
import {type ExperimentV2, type TaskItem, variableNames} from '../experiment-v2.js';
import {doubtfulValue, type Finding} from '../finding.js';
import type {Place} from '../place.js';
import {didYouMean} from '../spelling.js';

const PLACEHOLDER = /\{\{-?\s*\.([A-Za-z_]\w*)[^}]*\}\}/g;
const ALWAYS_THERE = ['name', 'this', 'secret'];

/** `{{ .x }}` is filled in from the variables of the recommended version; an unknown one becomes empty text. */
export function checkPlaceholders({tasks, versions}: ExperimentV2): Finding[] {
  if (versions.length === 0) return [];
  const supplied = tasks.some(({name}) => name === 'knative/init-experiment') ? ['namespace'] : [];
  const known = [
    ...new Set([...versions.flatMap(({place}) => variableNames(place)), ...supplied, ...ALWAYS_THERE]),
  ];
  return tasks
    .filter(hasPlaceholders)
    .flatMap(({place}) => texts(place.get('with')).flatMap((text) => unknownNames(text, known)));
}

function hasPlaceholders({name, place}: TaskItem): boolean {
  const isOff = place.get('with', 'disableInterpolation').boolean() === true;
  return name !== undefined && Object.hasOwn(TASKS, name) && TASKS[name]?.hasPlaceholders === true && !isOff;
}

function texts(place: Place): Place[] {
  if (place.text() !== undefined) return [place];
  return [...place.items(), ...place.entries().map(([, member]) => member)].flatMap(texts);
}

function unknownNames(place: Place, known: readonly string[]): Finding[] {
  const names = [...(place.text() ?? '').matchAll(PLACEHOLDER)].map(([, name = '']) => name);
  return [...new Set(names)]
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = didYouMean(name, known) || '; add the variable, or remove the placeholder';
      return doubtfulValue(
        place,
        `{{ .${name} }} names no variable of any version and becomes empty text${meant}`,
      );
    });
}
