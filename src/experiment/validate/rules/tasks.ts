import {parseGoDuration} from '../../go-duration.js';
import {REFERENCE_FIELDS, referenceProblem} from '../../object-reference.js';
import {type ExperimentV2, type TaskItem, variableNames} from '../experiment-v2.js';
import {doubtfulField, doubtfulValue, type Finding, wrongField, wrongValue} from '../finding.js';
import type {Place} from '../place.js';
import {didYouMean} from '../spelling.js';
import {checkNotification} from './notifications.js';
import {checkHelmexUpdate, checkPromoteHelm} from './promotions.js';

/** What single tasks need beyond the types of their inputs. */
export function checkTask(task: TaskItem, experiment: ExperimentV2): Finding[] {
  const inputs = task.place.get('with');
  switch (task.name) {
    case 'knative/init-experiment':
      return checkKnative(task, experiment);
    case 'metrics/collect':
      return checkCollect(inputs, experiment);
    case 'common/readiness':
      return inputs.get('objRefs').items().flatMap(checkReference);
    case 'common/exec':
      return checkExec(task);
    case 'common/promote-helm':
      return checkPromoteHelm(inputs);
    case 'gitops/helmex-update':
      return checkHelmexUpdate(inputs);
    default:
      return checkNotification(task);
  }
}

function checkKnative({place, action}: TaskItem, {spec, versions, testingPattern}: ExperimentV2): Finding[] {
  const target = spec.get('target');
  const isCandidateOrSole = testingPattern === 'Canary' || testingPattern === 'Conformance';
  const noRevision = versions.filter(({place: version}) => !variableNames(version).includes('revision'));
  return [
    ...(/^[^/]+\/[^/]+$/.test(target.text() ?? 'a/b')
      ? []
      : [
          wrongValue(
            target,
            'knative/init-experiment needs the name of the Knative Service here; write namespace/name',
          ),
        ]),
    ...(testingPattern === undefined || isCandidateOrSole
      ? []
      : [
          wrongField(place, `knative/init-experiment works for Canary and Conformance, not for ${testingPattern}`),
        ]),
    ...(action === 'start'
      ? []
      : [doubtfulField(place, 'knative/init-experiment is of use in the start action only')]),
    ...noRevision.map(({place: version}) =>
      wrongField(version, 'variable revision is missing; knative/init-experiment looks the version up by it'),
    ),
  ];
}

function checkCollect(inputs: Place, {versions}: ExperimentV2): Finding[] {
  const known = versions.map(({place}) => place.get('name').text() ?? '');
  const names = inputs
    .get('versions')
    .items()
    .map((version) => version.get('name'));
  const strangers = names.filter((name) => name.text() && known.length > 0 && !known.includes(name.text() ?? ''));
  const time = inputs.get('time');
  const unused = [
    ['time', 'numQueries'],
    ['payloadStr', 'payloadURL'],
  ].filter(([weaker = '', stronger = '']) => inputs.get(weaker).exists && inputs.get(stronger).exists);
  return [
    ...strangers.map((name) =>
      doubtfulValue(
        name,
        `is no version of this experiment, its data would be looked at by nobody${didYouMean(name.text() ?? '', known)}`,
      ),
    ),
    ...(time.text() !== undefined && parseGoDuration(time.text() ?? '') === undefined
      ? [wrongValue(time, 'is no duration; write one such as 30s or 1m30s')]
      : []),
    ...unused.map(([weaker = '', stronger = '']) =>
      doubtfulField(inputs.get(weaker), `is ignored beside ${stronger}; remove one of them`),
    ),
  ];
}

function checkReference(reference: Place): Finding[] {
  return REFERENCE_FIELDS.flatMap((field) => {
    const place = reference.get(field);
    const text = place.text();
    const problem = text ? referenceProblem(field, text) : undefined;
    return problem === undefined ? [] : [wrongValue(place, problem)];
  });
}

function checkExec({place, action}: TaskItem): Finding[] {
  const inputs = place.get('with');
  const args = inputs.get('args').items();
  const composed = args.filter(({value}) => typeof value === 'object');
  const isFilledIn = inputs.get('disableInterpolation').boolean() !== true;
  const hasPlaceholders = args.some((argument) => /\{\{|@</.test(argument.text() ?? ''));
  return [
    ...composed.map((argument) => wrongValue(argument, 'is no single value, as an argument of a program must be')),
    ...(action === 'start' && isFilledIn && hasPlaceholders ? [fillsInAtStart(place)] : []),
  ];
}

function fillsInAtStart(place: Place): Finding {
  const problem = 'fails in a start action, where no version is recommended yet';
  return doubtfulField(place, `${problem}; write disableInterpolation: true`);
}
