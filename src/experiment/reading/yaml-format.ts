import {stringify} from 'yaml';

/**
 * YAML as kubectl prints it: block style, no line folding, and quotes where an older YAML reader would see a time or a
 * boolean in a text. Ends in a newline.
 */
export function formatYaml(value: unknown): string {
  return stringify(value, {version: '1.1', lineWidth: 0, aliasDuplicateObjects: false, indentSeq: false});
}
