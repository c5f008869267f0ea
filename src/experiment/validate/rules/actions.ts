import {parseGoDuration} from '../../go-duration.js';
import {RUN_INPUTS, TASKS} from '../../schema/task-inputs.js';
import type {ExperimentV2, TaskItem} from '../experiment-v2.js';
import {doubtfulField, doubtfulValue, type Finding, wrongField, wrongValue} from '../finding.js';
import type {Place} from '../place.js';
import {checkShape} from '../shape.js';
import {didYouMean} from '../spelling.js';

/** Every item of every action: what it runs, when, and with which inputs. */
export function checkActions(experiment: ExperimentV2): Finding[] {
  return experiment.tasks.flatMap((task) => [
    ...taskOrRun(task),
    ...checkCondition(task.place.get('if')),
    ...checkInputs(task),
    ...removedTask(task, experiment),
    ...specialRules(task, experiment),
  ]);
}

function taskOrRun({place}: TaskItem): Finding[] {
  const given = ['task', 'run'].filter((key) => place.get(key).exists);
  if (given.length === 2)
    return [wrongField(place.get('run'), 'has task beside it; an item has exactly one of task and run')];
  if (given.length === 0) return [wrongField(place, 'has neither task nor run; write exactly one of them')];
  const [key = 'task'] = given;
  return place.get(key).text()?.trim() === ''
    ? [wrongValue(place.get(key), `is empty; write what to ${key === 'run' ? 'run' : 'do, as library/task'}`)]
    : [];
}

const FUNCTIONS = /\b(WinnerFound|CandidateWon)\b(?!\s*\()/;

/** Only what certainly fails: the language itself is checked when the expression is compiled. */
function checkCondition(place: Place): Finding[] {
  const condition = place.text();
  if (condition === undefined) return [];
  if (condition.trim() === '')
    return [wrongValue(place, 'is empty; write a condition such as CandidateWon(), or remove it')];
  if (/^\s*\./.test(condition)) return [wrongValue(place, 'a condition cannot begin with a dot; write Status.…')];
  const name = FUNCTIONS.exec(condition)?.[1];
  return name === undefined ? [] : [wrongValue(place, `${name} is a function; write ${name}()`)];
}

function checkInputs({place, name}: TaskItem): Finding[] {
  const inputs = place.get('with');
  const definition = name !== undefined && Object.hasOwn(TASKS, name) ? TASKS[name] : undefined;
  if (name !== undefined && name !== '' && !definition) return [unknownTask(place, name)];
  if (!definition && !place.get('run').exists) return [];
  const mistakes = checkShape(inputs.value ?? {}, definition ? definition.inputs : RUN_INPUTS, inputs.path);
  return mistakes.map((finding) => (inputs.exists ? caseIsNoMistake(finding) : {...finding, path: place.path}));
}

/** Names of inputs that differ in case only are read all the same. */
function caseIsNoMistake(finding: Finding): Finding {
  const {fix, path} = finding;
  if (fix?.kind !== 'key' || fix.name.toLowerCase() !== String(path.at(-1)).toLowerCase()) return finding;
  return {...finding, severity: 'warning', message: `is read as ${fix.name}; write it so`};
}

function unknownTask(place: Place, name: string): Finding {
  const known = Object.keys(TASKS);
  const rest = didYouMean(name, known) || `; known are ${known.join(', ')}`;
  return wrongValue(
    place.get('task'),
    `no task has the name ${JSON.stringify(name)}, the whole action would fail${rest}`,
  );
}

function removedTask({place, name}: TaskItem, {isFirstGeneration}: ExperimentV2): Finding[] {
  const removed = name !== undefined && Object.hasOwn(TASKS, name) ? TASKS[name]?.removed : undefined;
  if (isFirstGeneration || removed === undefined) return [];
  return [
    doubtfulValue(place.get('task'), `the original dropped this task in ${removed}; write run: with a script`),
  ];
}

function specialRules(task: TaskItem, experiment: ExperimentV2): Finding[] {
  const inputs = task.place.get('with');
  switch (task.name) {
    case 'knative/init-experiment':
      return checkKnative(task, experiment);
    case 'metrics/collect':
      return checkCollect(inputs, experiment);
    case 'common/readiness':
      return inputs
        .get('objRefs')
        .items()
        .flatMap((reference) => checkObjectName(reference.get('name')));
    case 'common/exec':
      return checkExec(task);
    case 'notification/http':
      return inputs.get('authType').exists && !inputs.get('secret').exists
        ? [doubtfulField(inputs.get('authType'), 'needs a secret; without one an empty credential is sent')]
        : [];
    default:
      return [];
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

/** Names of the variables of a version. */
export function variableNames(version: Place): string[] {
  const names = version
    .get('variables')
    .items()
    .map((variable) => variable.get('name').text());
  return names.filter((name) => name !== undefined);
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

function checkObjectName(place: Place): Finding[] {
  const name = place.text();
  if (!name || /^(?=.{1,63}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(name)) return [];
  return [
    wrongValue(place, 'is no DNS label: at most 63 of a-z, 0-9 and -, beginning and ending in a letter or digit'),
  ];
}

function checkExec({place, action}: TaskItem): Finding[] {
  const inputs = place.get('with');
  if (action !== 'start' || !inputs.exists || inputs.get('disableInterpolation').boolean() === true) return [];
  return [
    doubtfulField(
      place,
      'fails in a start action, where no version is recommended yet; write disableInterpolation: true',
    ),
  ];
}
