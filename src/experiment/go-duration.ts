const UNIT_SECONDS: Readonly<Record<string, number>> = {
  ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600,
}; // prettier-ignore
const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/gy;

/** What Go can hold, 2^63 − 1 nanoseconds: some 292 years. */
const LONGEST_SECONDS = 9_223_372_036.854_776;

/** Seconds in a duration as Go writes it (`30s`, `1m30s`, `1.5h`); undefined if it is none, or longer than Go can hold. */
export function parseGoDuration(text: string): number | undefined {
  let seconds = 0;
  let end = 0;
  for (const [part, amount, unit] of text.matchAll(PART)) {
    seconds += Number(amount) * UNIT_SECONDS[unit!]!;
    end += part.length;
  }
  return end === text.length && end > 0 && seconds <= LONGEST_SECONDS ? seconds : undefined;
}
