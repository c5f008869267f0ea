import {afterEach, describe, expect, it} from '@jest/globals';
import {play, requestFor} from './support/play.js';
import {deployments, experiments, openTown, split, type Town} from './support/town.js';

let town: Town;
afterEach(() => town.close());

describe('a release', () => {
  it('ends as failed for v101, whose Deployment is removed, with all traffic at v100', async () => {
    town = openTown();
    const {end, error, lines} = await play(town, requestFor('v101'));
    expect([error, lines.join('\n')]).toEqual([undefined, '']);
    expect(end).toMatchObject({kind: 'judged', result: 'lost'});
    expect(deployments(town)).toEqual(['iter8-demo-v100']);
    expect(split(town)).toEqual({'iter8-demo-v100': 100});
    expect(experiments(town)).toEqual(['']);
  });
});
