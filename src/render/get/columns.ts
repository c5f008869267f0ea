import {currentWinner} from '../../analysis/current-winner.js';
import type {Dialect, Experiment} from '../../experiment/model.js';
import {ageText} from '../../experiment/age.js';

/** A column of `get`: kubectl's heading, and the cell; blank where there is no value. */
export interface Column {
  readonly heading: string;
  readonly cell: (experiment: Experiment, now: Date) => string;
}

const NAME: Column = {heading: 'NAME', cell: ({name}) => name};
const STATUS: Column = {heading: 'STATUS', cell: ({status}) => status.message ?? ''};
const PHASE: Column = {heading: 'PHASE', cell: ({legacy}) => legacy?.phase ?? ''};
const WINNER: Column = {heading: 'WINNER', cell: (experiment) => currentWinner(experiment) ?? ''};
const AGE: Column = {heading: 'AGE', cell: ({createdAt}, now) => (createdAt ? ageText(createdAt, now) : '')};
const SPLIT: Column = {
  heading: 'SPLIT',
  cell: ({status}) => status.weights.map(({version, percent}) => `${version}=${percent}`).join(','),
};

const V2: readonly Column[] = [
  NAME,
  {heading: 'TYPE', cell: ({spec}) => spec.testingPattern ?? ''},
  {heading: 'TARGET', cell: ({spec}) => spec.target},
  {heading: 'STAGE', cell: ({status}) => status.stage ?? ''},
  {heading: 'COMPLETED ITERATIONS', cell: completedIterations},
  {heading: 'MESSAGE', cell: ({status}) => status.message ?? ''},
];

const V1ALPHA1: readonly Column[] = [
  NAME,
  PHASE,
  STATUS,
  {heading: 'BASELINE', cell: ({spec}) => spec.versions[0]?.name ?? ''},
  {heading: 'PERCENTAGE', cell: (experiment) => percentage(experiment, 0)},
  {heading: 'CANDIDATE', cell: ({spec}) => spec.versions[1]?.name ?? spec.versions[0]?.name ?? ''},
  {heading: 'PERCENTAGE', cell: (experiment) => percentage(experiment, 1)},
];

const V1ALPHA2: readonly Column[] = [
  NAME,
  {heading: 'TYPE', cell: ({legacy}) => legacy?.experimentType ?? ''},
  {heading: 'HOSTS', cell: ({legacy}) => (legacy && legacy.hosts.length > 0 ? `[${legacy.hosts.join(' ')}]` : '')},
  PHASE,
  {heading: 'WINNER FOUND', cell: ({status}) => String(status.analysis.winner?.found ?? '')},
  {heading: 'CURRENT BEST', cell: ({legacy}) => legacy?.currentBest ?? ''},
  STATUS,
];

const V1ALPHA2_WIDE: readonly Column[] = [
  ...V1ALPHA2.slice(0, -1),
  {heading: 'CONFIDENCE', cell: ({legacy}) => legacy?.confidence ?? ''},
  STATUS,
  {heading: 'BASELINE', cell: ({spec}) => spec.versions[0]?.name ?? ''},
  {
    heading: 'CANDIDATES',
    cell: ({spec}) =>
      `[${spec.versions
        .slice(1)
        .map(({name}) => name)
        .join(' ')}]`,
  },
  SPLIT,
  AGE,
];

/** The columns that `kubectl get experiments` shows for this generation; wide adds split, winner and age. */
export function columnsFor(dialect: Dialect, isWide: boolean): readonly Column[] {
  switch (dialect) {
    case 'v1alpha1':
      return isWide ? [...V1ALPHA1, WINNER, AGE] : V1ALPHA1;
    case 'v1alpha2':
      return isWide ? V1ALPHA2_WIDE : V1ALPHA2;
    default:
      return isWide ? [...V2, SPLIT, WINNER, AGE] : V2;
  }
}

function completedIterations({status}: Experiment): string {
  return status.stage === undefined ? '' : String(status.completedIterations);
}

function percentage({status}: Experiment, index: number): string {
  return status.weights[index] === undefined ? '' : String(status.weights[index].percent);
}
