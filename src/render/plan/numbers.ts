import {secondsText} from '../../experiment/age.js';

/** `1,234`, `0.02`: three digits after the point at most, or three that count. */
export function numberText(value: number): string {
  if (Math.abs(value) >= 1 || value === 0) return value.toLocaleString('en', {maximumFractionDigits: 3});
  return String(Number(value.toPrecision(3)));
}

/** `0.9995`, `1,500`: no digit less than there are, unlike what is estimated. */
export function exactText(value: number): string {
  return value.toLocaleString('en', {maximumSignificantDigits: 15});
}

/** `97.3 %` of a share. */
export function percentText(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}

/** `2m12s`. */
export function durationText(seconds: number): string {
  return secondsText(Math.round(seconds));
}

/** `1 request`, `1,150 requests`. */
export function countText(count: number, noun: string): string {
  return `${numberText(count)} ${noun}${count === 1 ? '' : 's'}`;
}
