import {type FieldPath, formatPath} from '../../experiment/field.js';
import {findMistakes} from '../../experiment/validate/check.js';
import type {Finding} from '../../experiment/validate/finding.js';
import {buildExperiment, type ExperimentRequest} from './build-experiment.js';
import type {Draft} from './draft.js';

/** Field → the flag that fills it; the first that is a beginning of the field's path counts. */
const FLAGS: readonly (readonly [field: string, flag: string])[] = [
  ['metadata.labels', '--label'],
  ['metadata.annotations', '--annotation'],
  ['metadata.namespace', '--namespace'],
  ['metadata', 'NAME'],
  ['spec.target', '--target'],
  ['spec.strategy.testingPattern', '--pattern'],
  ['spec.strategy.actions.start', '--start'],
  ['spec.strategy.actions.loop', '--loop'],
  ['spec.strategy.actions.finish', '--finish'],
  ['spec.criteria.rewards', '--reward'],
  ['spec.criteria.indicators', '--indicator'],
  ['spec.criteria.objectives', '--objective'],
  ['spec.duration', '--interval, --iterations, --loops'],
  ['spec.versionInfo.baseline', '--baseline'],
  ['spec.versionInfo', '--candidate'],
];

/**
 * What flags mean, examined by the rules that files are examined by.
 *
 * @throws Iter8Error INVALID naming the flag that cannot be read
 */
export function draftFromFlags(request: ExperimentRequest): Draft {
  const resource = buildExperiment(request);
  const findings = findMistakes(resource, 'Experiment', 'v2alpha2').filter((finding) => !isBareName(finding));
  const linesOf = (severity: Finding['severity']) =>
    findings.filter((finding) => finding.severity === severity).map(inFlags);
  return {resource, original: resource, warnings: linesOf('warning'), mistakes: linesOf('error')};
}

/** Metric names without a namespace, which puzzled the original engine only: files may still be meant for it. */
function isBareName({path, severity}: Finding): boolean {
  return severity === 'warning' && path.at(-1) === 'metric';
}

function inFlags({path, message}: Finding): string {
  const flag = flagFor(path);
  return flag === undefined ? message : `${flag}: ${message}`;
}

function flagFor(path: FieldPath): string | undefined {
  const field = formatPath(path);
  return FLAGS.find(
    ([begin]) => field === begin || (/^[.[]/.test(field.slice(begin.length)) && field.startsWith(begin)),
  )?.[1];
}
