import type {Dialect, Experiment} from '../../experiment/model.js';
import {safeText} from '../safe-text.js';
import {columnsFor} from './columns.js';

/** One experiment as `get` shows it: small, so that thousands fit in memory after their resources are gone. */
export interface GetRow {
  readonly dialect: Dialect;
  readonly namespace: string;
  readonly cells: readonly string[];
}

/** Rows of one generation, which share their headings. */
export interface GetTable {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function getRow(experiment: Experiment, isWide: boolean, now: Date): GetRow {
  const {dialect, namespace} = experiment;
  const cells = columnsFor(dialect, isWide).map(({cell}) => safeText(cell(experiment, now)));
  return {dialect, namespace, cells};
}

/**
 * A table for each generation, in the order of first appearance.
 *
 * @param showsNamespace undefined: where there are several
 */
export function getTables(
  rows: readonly GetRow[],
  isWide: boolean,
  showsNamespace = new Set(rows.map(({namespace}) => namespace)).size > 1,
): GetTable[] {
  const headingsOf = (row: GetRow) => {
    const headings = columnsFor(row.dialect, isWide).map(({heading}) => heading);
    return showsNamespace ? ['NAMESPACE', ...headings] : headings;
  };
  const tables = new Map<string, {headings: string[]; rows: string[][]}>();
  for (const row of rows) {
    const headings = headingsOf(row);
    const table = tables.get(headings.join()) ?? {headings, rows: []};
    table.rows.push(showsNamespace ? [safeText(row.namespace), ...row.cells] : [...row.cells]);
    tables.set(headings.join(), table);
  }
  return [...tables.values()];
}

/** As `kubectl get -o name` prints it. */
export function nameLine({name}: Experiment): string {
  return `experiment.iter8.tools/${safeText(name)}\n`;
}
