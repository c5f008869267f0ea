import {Iter8Error} from '../../errors.js';

const SECONDS: Readonly<Record<string, number>> = {rps: 1, '/s': 1, rpm: 60, '/min': 60};
const FORMS = 'write it like 50rps, 50/s, 3000rpm or 3000/min';
const LARGEST = 1_000_000;

/**
 * Reads requests a second: `50rps`, `50/s`, `3000rpm`, `3000/min`.
 *
 * @throws Iter8Error INVALID with the part that is wrong
 */
export function parseTraffic(text: string): number {
  const [, number = '', unit = ''] = /^([^a-z/]*)(.*)$/is.exec(text.replace(/\s/g, '')) ?? [];
  const seconds = SECONDS[unit.toLowerCase()];
  if (unit === '') throw wrong(text, 'it has no unit');
  if (seconds === undefined) throw wrong(text, `${JSON.stringify(unit)} is no unit`);
  const perSecond = /^\d*\.?\d+$/.test(number) ? Number(number) / seconds : NaN;
  if (Number.isNaN(perSecond)) throw wrong(text, `${JSON.stringify(number)} is no number`);
  if (perSecond <= 0 || perSecond > LARGEST) throw wrong(text, `it is not above 0 and up to ${LARGEST} a second`);
  return perSecond;
}

function wrong(text: string, problem: string): Iter8Error {
  return new Iter8Error('INVALID', `--traffic ${JSON.stringify(text)}: ${problem}`, FORMS);
}

/**
 * Reads a share of requests: `0.5%`, `0.005`.
 *
 * @param flag for messages
 * @throws Iter8Error INVALID with the part that is wrong
 */
export function parseShare(text: string, flag: string): number {
  const [, number = '', percent] = /^(\d*\.?\d+(?:e-?\d+)?)(%?)$/i.exec(text.replace(/\s/g, '')) ?? [];
  const share = number === '' ? NaN : Number(number) / (percent === '%' ? 100 : 1);
  if (share >= 0 && share < 1) return share;
  const problem = Number.isNaN(share) ? 'it is no share' : 'it is no share from 0 to below 1';
  throw new Iter8Error('INVALID', `${flag} ${JSON.stringify(text)}: ${problem}`, `write it like ${flag} 0.5%`);
}
