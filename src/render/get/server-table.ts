import {Field} from '../../experiment/field.js';
import type {Json, JsonObject} from '../../experiment/json.js';
import {safeText} from '../safe-text.js';
import type {GetTable} from './rows.js';

/** A table as the API server made it (`meta.k8s.io/v1`), with its columns as they are but those for wide output. */
export function serverTable(table: JsonObject, hasNamespace: boolean): GetTable {
  const root = new Field(table);
  const columns = root.get('columnDefinitions').items();
  const isShown = columns.map((column) => (column.get('priority').integer() ?? 0) === 0);
  const headings = columns.map((column) => (column.get('name').text() ?? '').toUpperCase());
  const rows = root
    .get('rows')
    .items()
    .map((row) => {
      const cells = row
        .get('cells')
        .items()
        .map((cell) => safeText(cellText(cell.value)));
      const namespace = safeText(row.get('object', 'metadata', 'namespace').text() ?? '');
      return [...(hasNamespace ? [namespace] : []), ...cells.filter((_, index) => isShown[index])];
    });
  return {
    headings: [...(hasNamespace ? ['NAMESPACE'] : []), ...headings.filter((_, index) => isShown[index])],
    rows,
  };
}

function cellText(value: Json | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
