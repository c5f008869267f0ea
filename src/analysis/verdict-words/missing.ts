import {ageText} from '../../experiment/age.js';
import {candidatesOf, totalIterations} from '../../experiment/model.js';
import {storedSplit} from '../../experiment/stored-split.js';
import {hasLimit} from '../objective.js';
import {needWords} from '../proof-words.js';
import {inState} from './assessed-facts.js';
import {positionInFull} from './fact-words.js';
import {goesOn, type Known, type Situation} from './situation.js';
import {SPLIT_ADVICE, splitWords} from './split-words.js';

/** What is not known that a verdict needs, and why it is not. */
export function missingLines(known: Known, situation: Situation): readonly string[] {
  return [
    ...splitLines(known),
    ...engineLines(known, situation),
    ...versionLines(known),
    ...criteriaLines(known),
    ...answerLines(known, situation),
    ...rewardLines(known),
    ...assessmentLines(known),
    ...iterationLines(known, situation),
  ];
}

/** Values of versions whose requests arrive otherwise than set may come from other users. */
function splitLines({experiment}: Known): string[] {
  const warning = storedSplit(experiment)?.warning;
  return warning ? [`Whether values compare the same users: ${splitWords(warning)}; ${SPLIT_ADVICE}`] : [];
}

function engineLines({experiment, now}: Known, situation: Situation): string[] {
  if (situation.kind === 'silent') return [`The step that was due ${ageText(situation.dueAt, now)} ago`];
  if (situation.kind !== 'unseen') return [];
  const {createdAt} = experiment;
  return [
    `A status${createdAt ? `: it was created ${ageText(createdAt, now)} ago, and none was written since` : ''}`,
  ];
}

function versionLines({experiment}: Known): string[] {
  const {versions, testingPattern} = experiment.spec;
  if (versions.length === 0) return ['Versions: none are named'];
  const needsCandidate = testingPattern !== 'Conformance';
  return needsCandidate && candidatesOf(experiment).length === 0 ? ['A candidate: none is named'] : [];
}

/** The original let a version win even so. */
function criteriaLines({experiment: {spec}}: Known): string[] {
  const {objectives, rewards} = spec.criteria;
  if (rewards.length > 0 || objectives.some(hasLimit)) return [];
  return [
    objectives.length > 0 ? 'A limit: no objective has one' : 'Criteria: there is no objective and no reward',
  ];
}

function answerLines({facts, now}: Known, situation: Situation): string[] {
  return inState(facts.objectives, 'unknown').map((fact) => {
    const {version, metric, note, proof, missingSeconds} = fact;
    if (proof) {
      return `${version}: ${positionInFull(fact, now)}${needWords(proof, missingSeconds, goesOn(situation))}`;
    }
    return `${version}: ${note ?? `${metric} is not known`}`;
  });
}

function rewardLines({facts: {reward}}: Known): string[] {
  const missing = reward?.values.filter(({value}) => value === undefined) ?? [];
  return missing.map(({version}) => `${version}: the reward ${reward?.metric ?? ''} has no value`);
}

function assessmentLines({experiment: {status}}: Known): string[] {
  const lacksWinner = status.completedIterations > 0 && !status.analysis.winner;
  return lacksWinner ? ['An assessment of the winner: the status holds none'] : [];
}

function iterationLines({experiment}: Known, situation: Situation): string[] {
  const total = totalIterations(experiment.spec);
  const left = total - experiment.status.completedIterations;
  return goesOn(situation) && left > 0 ? [`${left} of ${total} iterations are still to come`] : [];
}
