import {describe, expect, it} from '@jest/globals';
import {RequestLog} from '../../../src/local/proxy/request-log.js';

const answer = {kind: 'answer', status: 200, bytes: 0} as const;

function logged() {
  const time = {now: 0};
  const log = new RequestLog(['v1'], {now: () => time.now});
  return {time, request: log.begin('v1'), result: () => log.results().get('v1')!};
}

describe('a request under way', () => {
  it('is without an answer after a second, until it is answered', () => {
    const {time, request, result} = logged();
    time.now = 1000;
    expect(result().count).toBe(0);
    time.now = 1001;
    expect(result()).toMatchObject({count: 1, answered: 0, transportErrors: new Map([['no answer yet', 1]])});
    time.now = 2000;
    request.end(answer);
    expect(result()).toMatchObject({count: 1, answered: 1, sum: 2, transportErrors: new Map()});
  });

  it('is waited for anew when it makes progress, and not while it pauses', () => {
    const {time, request, result} = logged();
    time.now = 900;
    request.progress();
    time.now = 1800;
    expect(result().count).toBe(0);
    request.pause();
    time.now = 9000;
    expect(result().count).toBe(0);
  });

  it.each([[1000, 0], [1001, 1]])('counts %i ms later when the client leaves: %i', (now, count) => {
    const {time, request, result} = logged();
    time.now = now;
    request.leave();
    request.end(answer);
    expect(result()).toMatchObject({count, answered: 0});
  }); // prettier-ignore
});
