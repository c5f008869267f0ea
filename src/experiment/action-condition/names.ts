import {didYouMean} from '../validate/spelling.js';
import {ConditionProblem} from './condition-error.js';
import {type Question, QUESTIONS, type Root, ROOTS} from './expression.js';

/**
 * The field that a name without anything before it stands for.
 *
 * @throws ConditionProblem for an unknown one, and for a function without brackets
 */
export function rootNamed(name: string, at: number): Root {
  const root = ROOTS.find((each) => each === name);
  if (root !== undefined) return root;
  if (QUESTIONS.some((each) => each === name))
    throw new ConditionProblem(at, `${name} is a function; write ${name}()`);
  const known = [...ROOTS, ...QUESTIONS.map((question) => `${question}()`)];
  const meant = didYouMean(name, known) || `; fields begin with ${ROOTS.join(', ')}`;
  throw new ConditionProblem(at, `stands the unknown name ${JSON.stringify(name)}${meant}`);
}

/** @throws ConditionProblem for an unknown function */
export function questionNamed(name: string, at: number): Question {
  const question = QUESTIONS.find((each) => each === name);
  if (question !== undefined) return question;
  const calls = QUESTIONS.map((each) => `${each}()`);
  const meant = didYouMean(name, calls) || `; there are ${calls.join(' and ')}`;
  throw new ConditionProblem(at, `stands the unknown function ${JSON.stringify(name)}${meant}`);
}
