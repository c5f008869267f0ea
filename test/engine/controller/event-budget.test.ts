import {expect, describe, it} from '@jest/globals';
import {EventBudget} from '../../../src/engine/controller/event-budget.js';

const START = new Date('2026-11-22T10:00:00Z').getTime();
const afterMinutes = (minutes: number) => new Date(START + minutes * 60_000);

/** How many of so many are granted at one time. */
function granted(budget: EventBudget, asked: number, minutes = 0): number {
  const answers = Array.from({length: asked}, () => budget.take(afterMinutes(minutes)));
  return answers.filter(Boolean).length;
}

describe('EventBudget', () => {
  it('grants 25 events at once', () => {
    expect(granted(new EventBudget(), 30)).toBe(25);
  });

  it('grants one more each five minutes, and never more than 25', () => {
    const budget = new EventBudget();
    granted(budget, 30);
    expect(granted(budget, 3, 4.9)).toBe(0);
    expect(granted(budget, 3, 5)).toBe(1);
    expect(granted(budget, 3, 10)).toBe(1);
    expect(granted(budget, 30, 1000)).toBe(25);
  });

  it('takes nothing away when the clock is set back', () => {
    const budget = new EventBudget();
    granted(budget, 5);
    expect(granted(budget, 30, -60)).toBe(20);
  });
});
