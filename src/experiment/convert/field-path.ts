import {formatWeightPath, type PathSegment} from '../weight-path.js';

/**
 * The place that a JSON pointer names, in the form that v2alpha2 wants: `/spec/traffic/0/percent` becomes
 * `.spec.traffic[0].percent`; a dot in a key is written `\.`. Text that is no pointer stays as it is.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6901
 */
export function dotPath(pointer: string): string {
  return pointer.startsWith('/') ? formatWeightPath(pointer.slice(1).split('/').map(segmentOf)) : pointer;
}

function segmentOf(token: string): PathSegment {
  if (/^\d{1,9}$/.test(token)) return {kind: 'index', index: Number(token)};
  return {kind: 'key', name: token.replaceAll('~1', '/').replaceAll('~0', '~')};
}
