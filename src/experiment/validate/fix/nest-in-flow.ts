import {isMap} from 'yaml';
import type {Edit} from './edit.js';
import type {Nesting} from './nest-edit.js';

/** In braces, as in JSON: the field is cut out with a comma and set into the braces of `versionInfo`. */
export function nestInFlow({source, locator, moved, home}: Nesting): Edit[] | undefined {
  const keyStart = locator.span(moved.key).start;
  const {end} = locator.span(moved.value);
  const field = source.slice(keyStart, end);
  if (!home) {
    const name = field.startsWith('"') ? '"versionInfo"' : 'versionInfo';
    return [{start: keyStart, end, text: `${name}: {${field}}`}];
  }
  const cut = cutOut({source, locator, moved, home}, keyStart, end);
  if (!home.value || !cut) return undefined;
  const place = locator.span(home.value);
  if (!isMap(home.value) || home.value.items.length === 0) return [cut, {...place, text: `{${field}}`}];
  const last = place.end - 1;
  const content = source.slice(place.start, last).trimEnd();
  const at = place.start + content.length;
  return source[last] === '}' && !content.endsWith(',')
    ? [cut, {start: at, end: at, text: `, ${field}`}]
    : undefined;
}

/** The field with the comma that parts it from its neighbour. */
function cutOut({source}: Nesting, start: number, end: number): Edit | undefined {
  const before = /,\s*$/.exec(source.slice(0, start));
  if (before) return {start: before.index, end, text: ''};
  const after = /^\s*,\s*/.exec(source.slice(end));
  return after ? {start, end: end + after[0].length, text: ''} : undefined;
}
