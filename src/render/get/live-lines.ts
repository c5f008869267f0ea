import {formatJson} from '../../experiment/json-format.js';
import {formatYaml} from '../../experiment/reading/yaml-format.js';
import type {Experiment} from '../../experiment/model.js';
import type {Style} from '../style.js';
import {LiveTable} from './live-table.js';
import {getRow, nameLine} from './rows.js';

export interface LiveOptions {
  readonly format: 'text' | 'wide' | 'json' | 'yaml' | 'name';
  readonly hasNamespace: boolean;
  readonly style: Style;
  readonly now: () => Date;
}

/** What to print of the experiments that were seen, each time. */
export function liveLines({
  format,
  hasNamespace,
  style,
  now,
}: LiveOptions): (seen: readonly Experiment[]) => string {
  switch (format) {
    case 'name':
      return (seen) => seen.map(nameLine).join('');
    case 'json':
      return (seen) => seen.map(({source}) => formatJson(source)).join('');
    case 'yaml':
      return (seen) => seen.map(({source}) => `---\n${formatYaml(source)}`).join('');
    default: {
      const isWide = format === 'wide';
      const table = new LiveTable(isWide, hasNamespace, isWide ? {...style, columns: undefined} : style);
      return (seen) => table.add(seen.map((experiment) => getRow(experiment, isWide, now())));
    }
  }
}
