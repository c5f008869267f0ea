import {expect, describe, it} from '@jest/globals';
import {EventBudget} from '../../../src/engine/controller/event-budget.js';

const START = new Date('2026-11-22T10:00:00Z').getTime();
const afterMinutes = (minutes: number) => new Date(START + minutes * 60_000);

/** How many of so many are granted at one time. */
function granted(budget: EventBudget, uid: string, asked: number, minutes = 0): number {
  const answers = Array.from({length: asked}, () => budget.take(uid, afterMinutes(minutes)));
  return answers.filter(Boolean).length;
}

describe('EventBudget', () => {
  it('grants each experiment 25 events at once', () => {
    const budget = new EventBudget();
    expect([granted(budget, 'a', 30), granted(budget, 'b', 30)]).toEqual([25, 25]);
  });

  it('grants one more each five minutes, and never more than 25', () => {
    const budget = new EventBudget();
    granted(budget, 'a', 30);
    expect(granted(budget, 'a', 3, 4.9)).toBe(0);
    expect(granted(budget, 'a', 3, 5)).toBe(1);
    expect(granted(budget, 'a', 3, 10)).toBe(1);
    expect(granted(budget, 'a', 30, 1000)).toBe(25);
  });

  it('takes nothing away when the clock is set back', () => {
    const budget = new EventBudget();
    granted(budget, 'a', 5);
    expect(granted(budget, 'a', 30, -60)).toBe(20);
  });

  it('forgets the experiments that were longest silent', () => {
    const budget = new EventBudget();
    granted(budget, 'silent', 25);
    granted(budget, 'busy', 25);
    for (let other = 0; other < 4094; other += 1) budget.take(String(other), afterMinutes(0));
    expect(budget.take('busy', afterMinutes(0))).toBe(false);
    budget.take('one too many', afterMinutes(0));
    expect([granted(budget, 'silent', 1), granted(budget, 'busy', 1)]).toEqual([1, 0]);
  });
});
