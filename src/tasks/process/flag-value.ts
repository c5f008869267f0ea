/**
 * A value of a flag that takes a list separated by commas (Go's `StringSlice`: `--filename`, `--values`), so that it is one
 * entry whatever it holds.
 */
export function listEntry(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
