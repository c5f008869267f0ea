import type {FieldPath} from '../../../experiment/field.js';
import {doubtfulValue, type Finding} from '../../../experiment/validate/finding.js';
import {nameOfItem} from '../../../tasks/action.js';
import {inputOf} from '../../../tasks/inputs.js';
import type {Rule, TaskUse, World} from '../world.js';

/** What the image of this package holds (see Dockerfile) beyond the small programs of every Linux. */
const IN_IMAGE = ['bash', 'curl', 'git', 'helm', 'jq', 'kubectl', 'node'];
const EVERYWHERE = ['awk', 'base64', 'cat', 'cp', 'cut', 'date', 'echo', 'env', 'false', 'find', 'grep', 'head', 'ls', 'mkdir', 'mv', 'printf', 'rm', 'sed', 'sh', 'sleep', 'sort', 'tail', 'tar', 'tee', 'test', 'timeout', 'touch', 'tr', 'true', 'wc', 'xargs']; // prettier-ignore

/** Whether the programs that tasks start are where actions run. */
export const checkPrograms: Rule = async ({tasks}, world) => {
  const findings: Finding[] = [];
  for (const use of tasks) {
    const program = programOf(use);
    const problem = program && (await problemOf(program.name, world));
    if (program && problem !== undefined) findings.push(doubtfulValue(program, problem));
  }
  return findings;
};

interface StartedProgram {
  readonly name: string;
  readonly path: FieldPath;
}

const BY_TASK: Readonly<Record<string, string>> = {
  run: 'bash',
  'common/bash': 'bash',
  'common/promote-helm': 'helm',
  'common/promote-kubectl': 'kubectl',
  'gitops/helmex-update': 'git',
};

/** Undefined: none, or one that is named by its path. */
function programOf({item, path}: TaskUse): StartedProgram | undefined {
  const task = nameOfItem(item);
  const isNamed = task === 'common/exec';
  const name = isNamed ? inputOf(item.inputs, 'cmd').text() : BY_TASK[task];
  if (name === undefined || name.includes('/')) return undefined;
  return {name, path: isNamed ? [...path, 'with', 'cmd'] : path};
}

/** Where no controller is installed, one runs perhaps on this machine. */
async function problemOf(name: string, {controller, hasProgram}: World): Promise<string | undefined> {
  if (!controller) {
    if (await hasProgram(name)) return undefined;
    return `${name} is not on this PATH, which a controller with --local-tasks would have to use`;
  }
  const {image} = controller;
  const isOurs = /(^|\/)iter8ctl([:@]|$)/.test(image);
  if (!isOurs || [...IN_IMAGE, ...EVERYWHERE].includes(name)) return undefined;
  return `the image ${image}, in which actions run, is not known to hold ${name}; it has ${IN_IMAGE.join(', ')}`;
}
