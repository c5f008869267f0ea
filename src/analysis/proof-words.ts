import type {AnalysisInput} from './input.js';
import type {Proof} from './proof.js';

/** What the looks show of a value, to follow the words about the value itself; empty without `criteria.strength`. */
export function strengthWords({experiment}: AnalysisInput, proof: Proof | undefined, state: string): string {
  const {strength} = experiment.spec.criteria;
  if (!strength) return '';
  if (!proof) return state === 'unknown' ? ', and too little is known to be sure' : '';
  const sure = `${formatPercent(strength.confidence)} sure`;
  const {lower, upper} = proof.bounds;
  switch (proof.state) {
    case 'satisfied':
      return `; it holds, ${sure}: ${subject(proof)} is ${rangeWords(lower, upper)}`;
    case 'violated':
      return `; it is broken, ${sure}: ${subject(proof)} is ${rangeWords(lower, upper)}`;
    case 'unknown':
      return `; not yet ${sure}: ${subject(proof)} is ${rangeWords(lower, upper)}${missingWords(proof)}`;
  }
}

function subject({share}: Proof): string {
  return share ? `the share above it, of which ${formatPercent(share.allowed)} are allowed,` : 'the truth';
}

function rangeWords(lower: number, upper: number): string {
  if (lower === -Infinity || upper === Infinity) return 'anything, with so few observations';
  return `between ${formatShort(lower)} and ${formatShort(upper)}`;
}

function missingWords({missing, bounds}: Proof): string {
  if (missing === undefined || !Number.isFinite(missing) || bounds.upper === Infinity) return '';
  return `; about ${formatCount(missing)} more observations would tell`;
}

/** Three digits that count. */
export function formatShort(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** Two digits that count, since it is an estimate. */
function formatCount(count: number): string {
  return Number(count.toPrecision(2)).toLocaleString('en');
}

function formatPercent(share: number): string {
  return `${formatShort(share * 100)} %`;
}
