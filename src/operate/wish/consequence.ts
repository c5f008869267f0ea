import {baselineOf, type Experiment} from '../../experiment/model.js';
import {actionOf} from '../../tasks/action.js';
import type {WishKind} from './wish.js';

/** What the engine makes of a wish, in words for whoever made it. */
export function consequence(experiment: Experiment, kind: WishKind): string {
  switch (kind) {
    case 'pause':
      return `no further iteration begins${trafficStays(experiment)}; go on with: iter8ctl resume ${nameOf(experiment)}`;
    case 'resume':
      return 'the next iteration begins as soon as it is due';
    case 'abort':
      return abortWords(experiment);
  }
}

function nameOf({name, namespace}: Experiment): string {
  return `${name} -n ${namespace}`;
}

function trafficStays({status}: Experiment): string {
  const split = status.weights.map(({version, percent}) => `${version} ${percent} %`).join(', ');
  return split === '' ? '' : `, traffic stays at ${split}`;
}

function abortWords(experiment: Experiment): string {
  const {stage} = experiment.status;
  if (stage === 'Finishing') return 'its finish action runs to the end all the same, then it ends';
  if (stage !== 'Running') return 'it ends before it has moved any traffic, without a verdict';
  const steps = [...trafficReturns(experiment), ...finishRuns(experiment), 'it ends without a verdict'];
  return steps.join(', then ');
}

function trafficReturns(experiment: Experiment): string[] {
  const {testingPattern, deploymentPattern} = experiment.spec;
  const baseline = baselineOf(experiment);
  const isFixed = testingPattern === 'Conformance' || deploymentPattern === 'FixedSplit';
  return isFixed || !baseline ? [] : [`all traffic goes back to ${baseline.name}`];
}

function finishRuns(experiment: Experiment): string[] {
  return actionOf(experiment, 'finish') === undefined ? [] : ['the finish action runs'];
}
