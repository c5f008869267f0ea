import {describe, expect, it} from '@jest/globals';
import {FIRST_STATE, type Pressed, press, type Situation} from '../../../src/render/watch/state.js';

const SITUATION: Situation = {criteria: 3, wishes: ['pause', 'abort'], pageRows: 10};

/** The state after some keys, and what was asked for on the way. */
function after(keys: readonly string[], situation: Situation = SITUATION) {
  const requests: Pressed['request'][] = [];
  const state = keys.reduce((before, key) => {
    const {state: next, request} = press(before, key, situation);
    if (request) requests.push(request);
    return next;
  }, FIRST_STATE);
  return {...state, requests};
}

describe('the keys of watch', () => {
  it.each<[keys: readonly string[], selected: number]>([
    [['down'], 1],
    [['down', 'down', 'down', 'down'], 2],
    [['down', 'up', 'up'], 0],
    [['tab', 'tab', 'tab'], 0],
    [['backTab'], 2],
    [['end'], 2],
    [['end', 'home'], 0],
    [['j', 'j', 'k'], 1],
  ])('%j points at criterion %d', (keys, selected) => {
    expect(after(keys).selected).toBe(selected);
  });

  it.each([
    ['enter', 'metric'],
    ['v', 'verdict'],
    ['l', 'log'],
    ['y', 'yaml'],
    ['?', 'help'],
  ])('%s opens the page %s, and escape closes it', (key, page) => {
    expect(after([key]).page).toBe(page);
    expect(after([key, 'escape']).page).toBe('main');
  });

  it('has no detail of a metric where there is none', () => {
    expect(after(['enter'], {...SITUATION, criteria: 0}).page).toBe('main');
  });

  it('goes from metric to metric by tab, back at the top of the page', () => {
    expect(after(['enter', 'down', 'tab'])).toMatchObject({page: 'metric', selected: 1, scroll: 0});
  });

  it('scrolls pages of text', () => {
    expect(after(['l', 'down', 'down', 'up', 'pageDown']).scroll).toBe(11);
  });

  it.each([
    ['p', 'pause'],
    ['a', 'abort'],
  ])('asks before %s does anything, and takes only y for a yes', (key, wish) => {
    expect(after([key])).toMatchObject({question: wish, requests: []});
    expect(after([key, 'y'])).toMatchObject({question: undefined, page: 'main', requests: [{kind: 'wish', wish}]});
    for (const no of ['n', 'escape', 'enter', 'q']) {
      expect(after([key, no])).toMatchObject({question: undefined, requests: []});
    }
  });

  it('asks whether to resume what is paused, and nothing where nothing can be wished', () => {
    expect(after(['p'], {...SITUATION, wishes: ['resume', 'abort']}).question).toBe('resume');
    expect(after(['p', 'a'], {...SITUATION, wishes: []}).question).toBeUndefined();
  });

  it.each([
    ['q', 'quit'],
    ['interrupt', 'interrupt'],
  ])('leaves at %s from any page', (key, kind) => {
    expect(after([key]).requests).toEqual([{kind}]);
    expect(after(['l', key]).requests).toEqual([{kind}]);
  });

  it('leaves at Ctrl-C also when it has asked something', () => {
    expect(after(['a', 'interrupt']).requests).toEqual([{kind: 'interrupt'}]);
  });
});
