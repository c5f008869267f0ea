import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import {safeText} from '../safe-text.js';

/** An object that is to go, as it is shown. */
export interface ShownRemoval {
  readonly object: JsonObject;
  /** As kubectl names it. */
  readonly what: string;
  readonly reason: string;
}

/** What is shown before anything is removed. */
export interface ShownPlan {
  readonly experiments: readonly {
    readonly removals: readonly ShownRemoval[];
    readonly kept: readonly {readonly what: string; readonly obstacle: string}[];
  }[];
  readonly notes: readonly string[];
}

/** What would go and why, what stays and why; a line each. */
export function plannedText({experiments, notes}: ShownPlan): string {
  const removals = experiments.flatMap((experiment) => experiment.removals);
  const kept = experiments.flatMap((experiment) => experiment.kept);
  const heading = removals.length === 0 ? 'nothing to remove' : 'to be removed:';
  const lines = [
    ...notes.map((note) => `warning: ${note}`),
    heading,
    ...removals.map(({object, what, reason}) => `  ${what} in ${namespaceOf(object)}: ${reason}`),
    ...kept.map(({what, obstacle}) => `  kept: ${what}: ${obstacle}`),
  ];
  return lines.map((line) => `${safeText(line)}\n`).join('');
}

/** `3 objects`. */
export function countText({experiments}: ShownPlan): string {
  const count = experiments.flatMap(({removals}) => removals).length;
  return count === 1 ? '1 object' : `${count} objects`;
}

const DRY_RUN_WORDS = {none: '', client: ' (dry run)', server: ' (server dry run)'} as const;

/** As kubectl says it. */
export function removedLine({what}: ShownRemoval, dryRun: keyof typeof DRY_RUN_WORDS): string {
  return `${safeText(what)} deleted${DRY_RUN_WORDS[dryRun]}\n`;
}

function namespaceOf(object: JsonObject): string {
  return new Field(object).get('metadata', 'namespace').text() ?? 'default';
}
