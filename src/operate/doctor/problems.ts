import type {ErrorCode} from '../../errors.js';

interface ProblemKind {
  readonly severity: 'error' | 'warning';
  /** How `doctor` ends because of it; undefined: as with any other error. */
  readonly code?: ErrorCode;
}

/** Everything that `doctor` can find. docs/troubleshooting.md has a heading for each. */
export const PROBLEMS = {
  'kubeconfig.unusable': {severity: 'error', code: 'INVALID'},
  'server.unreachable': {severity: 'error', code: 'UNREACHABLE'},
  'server.credentials-refused': {severity: 'error', code: 'FORBIDDEN'},
  'server.slow': {severity: 'warning'},
  'server.too-old': {severity: 'error'},
  'clock.skewed': {severity: 'warning'},
  'crds.missing': {severity: 'error'},
  'crds.outdated': {severity: 'error'},
  'original.running': {severity: 'error'},
  'controller.missing': {severity: 'warning'},
  'controller.unavailable': {severity: 'error'},
  'controller.version': {severity: 'warning'},
  'leader.missing': {severity: 'error'},
  'rights.missing': {severity: 'warning'},
  'tasks.account-missing': {severity: 'error'},
  'tasks.jobs-forbidden': {severity: 'error'},
  'tasks.old-binding': {severity: 'warning'},
  'metrics.missing': {severity: 'warning'},
  'metrics.backend-unreachable': {severity: 'warning'},
  'programs.missing': {severity: 'warning'},
  'programs.skewed': {severity: 'warning'},
} as const satisfies Readonly<Record<string, ProblemKind>>;

export type ProblemId = keyof typeof PROBLEMS;

/** What is looked at; where all is well there, a check has its name. */
export type Area = 'kubeconfig' | (ProblemId extends `${infer Name}.${string}` ? Name : never);

/** One thing that was looked at. */
export interface Check {
  readonly id: Area | ProblemId;
  readonly status: 'ok' | 'warning' | 'error' | 'skipped';
  readonly message: string;
  /** A command to type, or else what to do. */
  readonly fix?: string;
}

export function ok(id: Area, message: string): Check {
  return {id, status: 'ok', message};
}

export function skipped(id: Area, message: string): Check {
  return {id, status: 'skipped', message};
}

export function problem(id: ProblemId, message: string, fix?: string): Check {
  return {id, status: PROBLEMS[id].severity, message, ...(fix !== undefined && {fix})};
}

/** How `doctor` ends; undefined: nothing is an error. */
export function endOf(checks: readonly Check[]): ErrorCode | undefined {
  const errors = checks.filter(({status}) => status === 'error');
  const codes = errors.map(({id}) => codeOf(id)).filter((code) => code !== undefined);
  return codes[0] ?? (errors.length > 0 ? 'FALSE' : undefined);
}

function codeOf(id: Check['id']): ErrorCode | undefined {
  const kind: ProblemKind | undefined = id in PROBLEMS ? PROBLEMS[id as ProblemId] : undefined;
  return kind?.code;
}
