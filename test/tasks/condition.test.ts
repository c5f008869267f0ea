import {describe, expect, it} from '@jest/globals';
import {Iter8Error} from '../../src/errors.js';
import {ConditionError} from '../../src/experiment/action-condition/condition-error.js';
import {parseActionCondition} from '../../src/tasks/condition.js';
import {checkItem} from '../../src/tasks/registry.js';
import {answer, experimentWith, WON} from './expression/support.js';

const undecided = experimentWith();
const won = experimentWith(WON);
const kept = experimentWith({winnerFound: true, winner: 'b'});

/** What is said of a text that is no condition. */
function refusal(text: string): ConditionError {
  try {
    parseActionCondition(text);
  } catch (error) {
    if (error instanceof ConditionError) return error;
    throw error;
  }
  throw new Error(`${text} is accepted`);
}

describe('a question about the winner', () => {
  it.each([
    ['CandidateWon()', [false, false, true]],
    ['not CandidateWon()', [true, true, false]],
    ['!CandidateWon()', [true, true, false]],
    ['WinnerFound()', [false, true, true]],
    ['! WinnerFound ( )', [true, false, false]],
    ['  not  WinnerFound()  ', [true, false, false]],
    ['not not WinnerFound()', [false, true, true]],
    ['WinnerFound() and CandidateWon()', [false, false, true]],
    ['WinnerFound() && not CandidateWon()', [false, true, false]],
    ['CandidateWon() or not WinnerFound()', [true, false, true]],
    ['CandidateWon() || WinnerFound()', [false, true, true]],
    ['WinnerFound() ? CandidateWon() : true', [true, false, true]],
    ['WinnerFound() == CandidateWon()', [true, false, true]],
    ['true', [true, true, true]],
  ])('%s is answered with no winner, the baseline and a candidate as winner: %j', (text, expected) => {
    expect([undecided, kept, won].map((experiment) => answer(text, experiment))).toEqual(expected);
  });

  it('is true for any candidate of several that won (weakness 31)', () => {
    expect(answer('CandidateWon()', experimentWith({winnerFound: true, winner: 'd'}))).toBe(true);
  });

  it('is false while the analysis says that there is none, whatever name it holds', () => {
    const named = experimentWith({winnerFound: false, winner: 'c'});
    expect([answer('WinnerFound()', named), answer('CandidateWon()', named)]).toEqual([false, false]);
  });
});

describe('a field', () => {
  it.each([
    ['Status.Analysis != nil', [false, true, true]],
    ['.Status.Analysis != nil', [false, true, true]],
    ['status.analysis != nil', [false, true, true]],
    ["Name == 'checkout'", [true, true, true]],
    ["Spec.Target matches '^shop'", [true, true, true]],
    ['Status.Analysis.WinnerAssessment.Data.Winner == "c"', [false, false, true]],
  ])('as in %s is read under Go names and JSON names: %j', (text, expected) => {
    expect([undecided, kept, won].map((experiment) => answer(text, experiment))).toEqual(expected);
  });
});

describe('a text that is no condition', () => {
  it.each([
    ['', /^is empty; write a condition such as CandidateWon\(\)/],
    ['  \n ', /^is empty/],
    ['WinnerFound', /at character 1, WinnerFound is a function; write WinnerFound\(\)$/],
    ['true and CandidateWon', /at character 10, CandidateWon is a function/],
    [
      'Unknown()',
      /at character 1, stands the unknown function "Unknown"; there are CandidateWon\(\) and WinnerFound\(\)/,
    ],
    ['true or CandidateWins()', /at character 9, .*"CandidateWins"; did you mean CandidateWon\(\)\?/],
    ['len(Name) == 3', /unknown function "len"/],
    ['notCandidateWon()', /unknown function "notCandidateWon"/],
    ['process.exit()', /call of a field; only functions can be called/],
    ['CandidateWon(1)', /CandidateWon\(\) with arguments; it takes none/],
    ['CandidateWon()()', /call of a field/],
    ['Stats.Analysis != nil', /at character 1, stands the unknown name "Stats"; did you mean Status or status\?/],
    ['true and promote', /at character 10, stands the unknown name "promote"; fields begin with Name, .*this$/],
    ['constructor', /unknown name "constructor"/],
    ['__proto__ == nil', /unknown name "__proto__"/],
    ['toString()', /unknown function "toString"/],
    ['1+1', /at character 1, begins an operation with \+, which conditions do not have/],
    ['true and 2 * 3 == 6', /at character 10, .* with \*/],
    ['-Name == 1', /operation with -/],
    ['Name === "x"', /with ===, which conditions do not have; write ==$/],
    ['Name = "x"', /at character 6, stands a single =; write == to compare/],
    ['Name == "x', /the text ends: unclosed quote/],
    ['Name ==', /at character 8, the text ends: expected expression after ==/],
    ['(true', /at character 6, the text ends: unclosed \(/],
    ['()', /an expression is missing/],
    ['not', /unknown name "not"/],
    ['!', /a value is missing/],
    ['WinnerFound() CandidateWon()', /at character 15, begins a second expression; an operator is missing/],
    ['(true, false)', /at character 8, begins a second expression/],
    ['Name in [,"a"]', /a comma too many/],
    ['1', /at character 1, stands a number, where a condition must be true or false/],
    ['nil', /stands nothing, where/],
    ['true and "true"', /at character 10, stands a text, where/],
    ['not ["a"]', /at character 5, stands a list, where/],
    ['Name', /stands a text, where/],
    ['WinnerFound() or Status', /at character 18, stands an object, where/],
    ['true ? 1 : true', /at character 8, stands a number/],
    ['1e999 > 1', /stands 1e999, which is no number/],
    ['true ?? false', /operation with \?\?/],
    ['Name matches "("', /at character 14, stands a pattern that is no regular expression/],
    ["Name matches '^\\d+$'", /at character 16, stands the unknown escape \\d; write \\\\d for a backslash$/],
    ['`x` == Name', /at character 1, stands "`"/],
    [`${'('.repeat(60)}true${')'.repeat(60)}`, /more than 50 levels/],
    ['!'.repeat(900), /more than 50 levels/],
    [`${'true and '.repeat(200)}true`, /^has over 1000 characters$/],
    ["Name matches 'a' and ".repeat(6).concat('true'), /says matches over 5 times/],
    ['this()', /call of a field/],
    ['"\\u0041" == Name', /at character 2, stands the unknown escape/],
  ])('is refused with what is wrong and where: %j', (text, problem) => {
    expect(refusal(text).problem).toMatch(problem);
  });

  it('is an error of its reader, which quotes it and says what is possible', () => {
    const error = refusal('Foo != nil');
    expect(error).toBeInstanceOf(Iter8Error);
    expect(error.code).toBe('INVALID');
    expect(error.message).toMatch(
      /^the condition "Foo != nil" cannot be used: at character 1, stands the unknown/,
    );
    expect(error.hint).toContain('CandidateWon(), WinnerFound(), fields such as Status.Stage');
  });

  it('is quoted in part only when it is long', () => {
    expect(refusal('x'.repeat(999)).message).toContain(`"${'x'.repeat(119)}…"`);
  });

  it('is said of the item before anything runs', () => {
    const item = {index: 0, task: undefined, script: 'true', inputs: {}};
    expect(checkItem({...item, condition: 'Name == "e" and not WinnerFound()'})).toBeUndefined();
    expect(checkItem({...item, condition: 'CandidateWon'})).toMatch(
      /^has an unusable if: the condition "CandidateWon" cannot be used: at character 1, .*; possible are CandidateWon\(\)/,
    );
  });
});
