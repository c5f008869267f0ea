import type {JsonObject} from '../../experiment/json.js';
import {formatYaml} from '../../experiment/reading/yaml-format.js';
import {safeText} from '../safe-text.js';

/** A step of a release, in words, and what it would write. */
export interface ShownStep {
  readonly what: string;
  readonly objects: readonly JsonObject[];
}

/** All steps as YAML that kubectl can read: what is done stands in comments, between the objects. */
export function dryRunText(steps: readonly ShownStep[]): string {
  return steps.map(({what, objects}, index) => stepText(`${index + 1}. ${what}`, objects)).join('');
}

function stepText(heading: string, objects: readonly JsonObject[]): string {
  return `# ${safeText(heading)}\n${objects.map((object) => `---\n${formatYaml(object)}`).join('')}`;
}
