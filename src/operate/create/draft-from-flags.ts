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
  ['spec.criteria.strength.policy', '--policy'],
  ['spec.criteria.strength.looks', '--looks'],
  ['spec.criteria.strength.minimumSamples', '--min-samples'],
  ['spec.criteria.strength', '--confidence'],
  ['spec.duration.endEarly', '--end-early'],
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
  const findings = findMistakes(resource, 'Experiment', 'v2alpha2').filter((finding) => !isOfTheOriginal(finding));
  const linesOf = (severity: Finding['severity']) =>
    findings.filter((finding) => finding.severity === severity).map(inFlags);
  return {resource, original: resource, warnings: linesOf('warning'), mistakes: linesOf('error')};
}

/**
 * Metrics without a namespace and weights by a filter, which puzzled the original engine only: files may still be meant
 * for it.
 */
function isOfTheOriginal({path, severity}: Finding): boolean {
  return severity === 'warning' && ['metric', 'fieldPath'].includes(String(path.at(-1)));
}

function inFlags({path, message}: Finding): string {
  const flag = flagFor(path);
  return flag === undefined ? message : `${flag}: ${message}`;
}

function flagFor(path: FieldPath): string | undefined {
  if (path.includes('weightObjRef')) return '--weight-ref';
  if (path.includes('variables')) return '--var';
  const field = formatPath(path);
  const isWithin = (outer: string) => [`${outer}.`, `${outer}[`].some((begin) => field.startsWith(begin));
  return FLAGS.find(([outer]) => field === outer || isWithin(outer))?.[1];
}
