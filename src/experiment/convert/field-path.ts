/**
 * The place that a JSON pointer names, in the form that v2alpha2 wants: `/spec/traffic/0/percent` becomes
 * `.spec.traffic[0].percent`; a dot in a key is written `\.`. Text that is no pointer stays as it is.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6901
 */
export function dotPath(pointer: string): string {
  if (!pointer.startsWith('/')) return pointer;
  const segments = pointer.slice(1).split('/');
  return segments.map((segment) => (/^\d+$/.test(segment) ? `[${segment}]` : `.${escapeKey(segment)}`)).join('');
}

function escapeKey(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~').replaceAll('.', '\\.');
}
