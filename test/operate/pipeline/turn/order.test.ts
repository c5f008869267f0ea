import {describe, expect, it} from '@jest/globals';
import {LIFE_MS, type Place, placeAhead} from '../../../../src/operate/pipeline/turn/order.js';

const NOW = new Date('2021-02-18T10:00:00Z');

const place = (name: string, over: Partial<Place> = {}): Place => ({
  name,
  commit: name,
  committedAt: new Date('2021-02-18T09:00:00Z'),
  arrivedAt: new Date('2021-02-18T09:59:00Z'),
  renewedAt: NOW,
  ...over,
});
const gone = {renewedAt: new Date(NOW.getTime() - LIFE_MS)};
const ahead = (waiting: readonly Place[], holder?: Place) => placeAhead({waiting, holder}, 'own', NOW)?.name;

describe('the turn', () => {
  it('is one’s own where nobody else is', () => {
    expect(ahead([place('own')])).toBeUndefined();
  });

  it('is that of the oldest commit, whoever came first', () => {
    const older = place('older', {committedAt: new Date('2021-02-18T08:00:00Z'), arrivedAt: NOW});
    expect(ahead([place('own'), older])).toBe('older');
  });

  it('is that of whoever came first among commits of one second', () => {
    expect(ahead([place('own'), place('first', {arrivedAt: new Date('2021-02-18T09:58:00Z')})])).toBe('first');
    expect(ahead([place('own'), place('last', {arrivedAt: NOW})])).toBeUndefined();
  });

  it('is decided by the name at last, so that two never wait for each other', () => {
    const [one, two] = [place('a'), place('b')];
    const queue = {waiting: [one, two], holder: undefined};
    expect([placeAhead(queue, 'a', NOW), placeAhead(queue, 'b', NOW)?.name]).toEqual([undefined, 'a']);
  });

  it('stays with whoever has it, even with a newer commit', () => {
    expect(ahead([place('own')], place('holder', {committedAt: NOW}))).toBe('holder');
  });

  it('is lost by whoever has not renewed for a minute, holding it or waiting', () => {
    const older = {...gone, committedAt: new Date('2021-02-18T08:00:00Z')};
    expect(ahead([place('own'), place('dead', older)], place('holder', gone))).toBeUndefined();
  });
});
