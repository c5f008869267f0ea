import {describe, expect, it} from '@jest/globals';
import {Field} from '../../../src/experiment/field.js';
import {killable} from './support/killable.js';
import {play, requestFor} from './support/play.js';
import {deployments, experiments, openTown, split, type Town} from './support/town.js';

/** What a release leaves behind. */
interface Ending {
  readonly deployments: readonly string[];
  readonly split: Readonly<Record<string, number>> | undefined;
  readonly experiments: readonly string[];
  readonly leases: number;
}

function endingOf(town: Town): Ending {
  return {
    deployments: deployments(town),
    split: split(town),
    experiments: experiments(town),
    leases: town.cluster.stored('Lease').length,
  };
}

/** Whose requests are answered now, and whose would not be. */
function service(town: Town): {readonly answered: readonly string[]; readonly lost: readonly string[]} {
  const available = town.cluster
    .stored('Deployment')
    .filter((object) => new Field(object).get('status', 'availableReplicas').integer() === 1)
    .map((object) => new Field(object).get('metadata', 'name').requiredText());
  const routed = Object.keys(split(town) ?? Object.fromEntries(available.map((name) => [name, 1])));
  return {
    answered: routed.filter((name) => available.includes(name)),
    lost: routed.filter((name) => !available.includes(name)),
  };
}

interface Situation {
  readonly live: readonly string[];
  readonly tag: string;
  readonly broken?: string;
  readonly ending: Ending;
}

const SITUATIONS: readonly (readonly [string, Situation])[] = [
  [
    'loses',
    {
      live: ['v100'],
      tag: 'v101',
      ending: {
        deployments: ['iter8-demo-v100'],
        split: {'iter8-demo-v100': 100},
        experiments: ['iter8-demo-v101-1010000: Completed, iter8-demo-v100'],
        leases: 0,
      },
    },
  ],
  [
    'wins',
    {
      live: ['v100'],
      tag: 'v102',
      ending: {
        deployments: ['iter8-demo-v102'],
        split: {'iter8-demo-v102': 100},
        experiments: ['iter8-demo-v102-1020000: Completed, iter8-demo-v102'],
        leases: 0,
      },
    },
  ],
  [
    'crashes',
    {
      live: ['v100'],
      tag: 'v101',
      broken: 'iter8-demo-v101',
      ending: {deployments: ['iter8-demo-v100'], split: {'iter8-demo-v100': 100}, experiments: [], leases: 0},
    },
  ],
  [
    'is the first',
    {
      live: [],
      tag: 'v100',
      ending: {deployments: ['iter8-demo-v100'], split: undefined, experiments: [], leases: 0},
    },
  ],
  [
    'is the first and crashes',
    {
      live: [],
      tag: 'v100',
      broken: 'iter8-demo-v100',
      ending: {deployments: [], split: undefined, experiments: [], leases: 0},
    },
  ],
];

function enter({live, broken}: Situation): Town {
  const town = openTown(live);
  if (broken !== undefined) town.broken.add(broken);
  return town;
}

async function writesOf(situation: Situation): Promise<number> {
  const town = enter(situation);
  const {cluster, writes} = killable(town.cluster);
  await play(town, requestFor(situation.tag), {cluster});
  expect(endingOf(town)).toEqual(situation.ending);
  await town.close();
  return writes();
}

describe.each(SITUATIONS)('a release that %s', (_what, situation) => {
  it.each(['before', 'after'] as const)(
    'ends the same when it is killed %s any of its writes and run again',
    async (when) => {
      const total = await writesOf(situation);
      expect(total).toBeGreaterThan(4);
      const hasExperiment = situation.ending.experiments.length > 0;
      // Its last write notes that nothing is left to do: after it, the same commit is a new release.
      const last = hasExperiment && when === 'after' ? total - 1 : total;
      for (let write = 1; write <= last; write += 1) {
        const town = enter(situation);
        const {cluster} = killable(town.cluster, {write, when});
        await play(town, requestFor(situation.tag), {cluster});
        const {answered, lost} = service(town);
        expect({write, lost}).toEqual({write, lost: []});
        if (situation.live.length > 0) expect({write, answered}).not.toEqual({write, answered: []});
        await town.time.pass(30); // whoever comes at once waits until the dead one's turn is over
        await play(town, requestFor(situation.tag));
        expect({write, ...endingOf(town)}).toEqual({write, ...situation.ending});
        await town.close();
      }
    },
  );
});
