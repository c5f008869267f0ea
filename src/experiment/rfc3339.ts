/** RFC 3339 in whole seconds, cut off, as Kubernetes stores times: `2026-11-22T10:00:00Z`. */
export function wholeSecondsText(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}
