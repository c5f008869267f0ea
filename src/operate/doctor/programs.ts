import {type Check, ok, problem} from './problems.js';
import type {DoctorWorld} from './world.js';

interface Program {
  readonly name: string;
  readonly args: readonly string[];
  /** Finds the version in what is printed. */
  readonly version: RegExp;
  readonly source: string;
}

const PROGRAMS: readonly Program[] = [
  {
    name: 'kubectl',
    args: ['version', '--client', '--output=json'],
    version: /"gitVersion": *"v([\w.+-]+)"/,
    source: 'https://kubernetes.io/docs/tasks/tools/',
  },
  {
    name: 'helm',
    args: ['version', '--template={{.Version}}'],
    version: /v([\w.+-]+)/,
    source: 'https://helm.sh/docs/intro/install/',
  },
  {name: 'git', args: ['--version'], version: /version ([\w.]+)/, source: 'https://git-scm.com/downloads'},
  {
    name: 'bash',
    args: ['--version'],
    version: /version ([\w.]+)/,
    source: 'https://www.gnu.org/software/bash/',
  },
];

/** The programs that tasks start where they run here; Jobs have those of their image. */
export async function checkPrograms(world: DoctorWorld, server: string | undefined): Promise<Check[]> {
  const checks = PROGRAMS.map(async (program) => checkProgram(program, await versionOf(program, world), server));
  return (await Promise.all(checks)).flat();
}

/** @returns undefined: it cannot be started; empty: it does not say */
async function versionOf({name, args, version}: Program, {printed}: DoctorWorld): Promise<string | undefined> {
  const text = await printed(name, args);
  return text === undefined ? undefined : (version.exec(text)?.[1] ?? '');
}

function checkProgram({name, source}: Program, version: string | undefined, server: string | undefined): Check[] {
  if (version === undefined) {
    const message = `${name} cannot be started here; tasks of run, demo and controller --local-tasks may need it`;
    return [problem('programs.missing', message, `install it: ${source}`)];
  }
  const isFar = name === 'kubectl' && server !== undefined && minorsApart(version, server) > 1;
  if (!isFar) return [ok('programs', `${name} ${version}`.trimEnd())];
  const message = `kubectl ${version} is for servers of a version next to its own, and this one is ${server}`;
  return [problem('programs.skewed', message, `install kubectl ${server}: ${source}`)];
}

function minorsApart(one: string, other: string): number {
  const [first = 0, second = 0] = [one, other].map((version) => Number(version.split('.')[1]));
  return Math.abs(first - second);
}
