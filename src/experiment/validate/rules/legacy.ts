import {parseGoDuration} from '../../go-duration.js';
import {type Finding, wrongValue} from '../finding.js';
import type {Place} from '../place.js';

/** Metrics that count instead of measuring: they cannot be compared with the baseline's. */
export const COUNTERS = ['iter8_error_count', 'iter8_request_count'];

/** A Go duration above zero. */
export function checkInterval(place: Place): Finding[] {
  const text = place.text();
  if (text === undefined) return [];
  const seconds = parseGoDuration(text);
  if (seconds === undefined) {
    const example = /^\d+$/.test(text) ? `${text}s` : '30s or 1m30s';
    return [
      wrongValue(place, `${JSON.stringify(text)} is no duration; write one with its unit, such as ${example}`),
    ];
  }
  return seconds > 0 ? [] : [wrongValue(place, 'must be longer than nothing; write 30s, for example')];
}
