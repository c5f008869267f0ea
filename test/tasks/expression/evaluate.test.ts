import {describe, expect, it} from '@jest/globals';
import {ConditionError} from '../../../src/experiment/action-condition/condition-error.js';
import {answer, SHOP, withSource} from './support.js';

describe('a comparison', () => {
  it.each([
    ['Namespace == "shop"', true],
    ["Name != 'checkout'", false],
    ['spec.duration.intervalSeconds == 10', true],
    ['spec.duration.intervalSeconds == 1e1', true],
    ['Spec.Duration.IterationsPerLoop > 2', true],
    ['Spec.Duration.IterationsPerLoop == 2.5', true],
    ['-1 < .5', true],
    ['2 <= 2 and 2 >= 2 and not (2 < 2) and not (2 > 2)', true],
    ['"a" < "b"', true],
    ['true == true', true],
    ['nil == null', true],
    ['"a" in ["b", "a"]', true],
    ['1 in ["1", 1]', true],
    ['nil in ["a", nil]', true],
    ['Namespace in []', false],
    ['Namespace in ["prod", "live"]', false],
    ['Namespace not in ["prod", "live"]', true],
    ['not Namespace in ["prod", "live"]', true],
    ['not Namespace in ["shop"] or true', true],
    ['"team" in metadata.labels', true],
    ['"constructor" in metadata.labels', false],
    ['"x" in metadata.annotations', false],
    ['Name contains "eck"', true],
    ['Name startsWith "check"', true],
    ['Name endsWith "check"', false],
    ['Spec.Target matches "^shop/[a-z]+$"', true],
    ['Spec.Target matches metadata.name', false],
    ['Name matches "\\\\w{8}"', true],
    [String.raw`"it's" == 'it\'s' and "\"" == '"' and "a\\b" contains '\\'`, true],
  ])('%s is %s', (text, expected) => {
    expect(answer(text)).toBe(expected);
  });

  it.each([
    ['not (true == false)', true],
    ['not true == false', true],
    ['not 1 == 2', true],
    ['!true == false', true],
    ['not "a" < "b"', false],
    ['(not 1 == 2) == false', false],
    ['true or false and false', true],
    ['(true or false) and false', false],
    ['false ? false : true ? true : false', true],
    ['1 < 2 == true', true],
    ['nil == nil and not nil == nil or true', true],
  ])('binds as one would read it: %s is %s', (text, expected) => {
    expect(answer(text)).toBe(expected);
  });

  it('does not look at what cannot change the answer', () => {
    expect(answer('true or 1 < "a"')).toBe(true);
    expect(answer('false and 1 < "a"')).toBe(false);
    expect(answer('metadata.annotations == nil or metadata.annotations.x startsWith "y"')).toBe(true);
  });

  it('of integers beyond 2^53 is exact, whichever side they are on', () => {
    expect(answer('metadata.generation == 9007199254740993')).toBe(true);
    expect(answer('metadata.generation == 9007199254740992')).toBe(false);
    expect(answer('9007199254740992 < metadata.generation')).toBe(true);
    expect(answer('metadata.generation in [9007199254740992, -9007199254740993]')).toBe(false);
    expect(answer('metadata.generation > 2.5 and -9007199254740993 < -9007199254740992')).toBe(true);
  });

  it.each([
    ['1 < "a"', /at character 1, begins a comparison of a number with a text by <, which is not possible/],
    ['true and spec.nothing < 1', /at character 10, .* of nothing with a number by </],
    ['true < false', /of true or false with true or false by </],
    ['Name == 1', /of a text with a number by ==/],
    ['spec != 1', /of an object with a number by !=/],
    ['spec == status.copy', /of an object with an object/],
    ['spec.versionInfo.candidates == ["c"]', /of a list with a list/],
    ['"c" in Name', /of a text with a text by in/],
    ['1 in metadata', /of a number with an object by in/],
    ['spec.nothing contains "a"', /of nothing with a text by contains/],
    ['1 matches "1"', /of a number with a text by matches/],
    ['Name matches metadata.pattern', /a pattern that is no regular expression/],
    ['Name matches spec["long"]', /a pattern with over 1000 characters/],
  ])('of different kinds is an error: %s', (text, problem) => {
    const experiment = withSource({
      metadata: {pattern: '('},
      spec: {long: 'x'.repeat(1001), versionInfo: {candidates: ['c']}},
      status: {copy: {}},
    });
    expect(() => answer(text, experiment)).toThrow(problem);
    expect(() => answer(text, experiment)).toThrow(ConditionError);
  });
});

describe('a field', () => {
  it.each([
    ['this.metadata.name == Name', true],
    ['.this.kind == "Experiment"', true],
    ['spec["target"] == Spec.Target', true],
    ['Spec.VersionInfo.Candidates[1].Name == "d"', true],
    ['Spec.VersionInfo.Candidates[2] == nil', true],
    ['Spec.VersionInfo.Candidates[0.5] == nil', true],
    ['Spec.VersionInfo.Candidates[-1] == nil', true],
    ['metadata.labels["app.kubernetes.io/name"] == "cart"', true],
    ['metadata.labels.Team == "red"', true],
    ['metadata.labels["Team"] == "red" and metadata.labels.team == "blue"', true],
    ['metadata["Name"] == nil', true],
    ['Status.Analysis.WinnerAssessment == nil', true],
    ['Status?.Analysis == nil', true],
    ['Name.anything.below == nil', true],
    ['"text"[0] == nil', true],
  ])('is read, or nothing: %s', (text, expected) => {
    expect(answer(text)).toBe(expected);
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'length', '__defineGetter__'])(
    'never is a member that all objects have: %s',
    (name) => {
      for (const owner of [
        'spec',
        'Name',
        'this',
        'spec.versionInfo.candidates',
        '[1]',
        '"a"',
        '(1)',
        'true',
        'nil',
      ]) {
        expect(answer(`${owner}.${name} == nil and (${owner})["${name}"] == nil`)).toBe(true);
      }
    },
  );

  it('under a name that all objects have is read where the experiment has it', () => {
    const metadata = JSON.parse('{"__proto__": "mine", "constructor": "too"}') as Record<string, string>;
    expect(answer('metadata.__proto__ == "mine" and metadata.constructor == "too"', withSource({metadata}))).toBe(
      true,
    );
  });

  it('that is true or false is an answer, another one an error', () => {
    const experiment = withSource({spec: {isOpen: true, count: 1}});
    expect(answer('Spec.IsOpen and not spec.isClosed == true or false', experiment)).toBe(true);
    expect(() => answer('spec.isOpen and spec.count', experiment)).toThrow(
      'the condition "spec.isOpen and spec.count" cannot be used: at character 17, stands a number, where a condition must be true or false',
    );
    expect(() => answer('spec.missing', experiment)).toThrow('stands nothing, where');
  });

  it('has no key but a text or a number', () => {
    expect(() => answer('spec[nil] == 1')).toThrow('begins a field with nothing in its brackets');
    expect(() => answer('spec[this] == 1', SHOP)).toThrow('begins a field with an object in its brackets');
  });
});
