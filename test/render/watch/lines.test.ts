import {describe, expect, it} from '@jest/globals';
import {WatchLines} from '../../../src/render/watch/lines.js';

describe('lines of a watch', () => {
  it('tell of a lost connection, and of its return', () => {
    const lines = new WatchLines('text', () => new Date('2026-03-01T10:20:30Z'));
    const lost = lines.connection({kind: 'interrupted', reason: 'refused\u001b[2J'});
    expect(lost).toMatch(/^10:20:30 {2}connection lost: refused/);
    expect(lost).not.toContain('\u001b');
    expect(lines.connection({kind: 'resumed'})).toBe('10:20:30  connected again\n');
  });
});
