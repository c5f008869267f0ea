import {stringify} from 'yaml';

/** YAML as kubectl prints it: block style, no line folding. Ends in a newline. */
export function formatYaml(value: unknown): string {
  return stringify(value, {lineWidth: 0, aliasDuplicateObjects: false, indentSeq: false});
}
