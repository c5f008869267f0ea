/**
 * An exact decimal number, `digits × 10^-scale`, as Kubernetes writes metric values and limits
 * (`5880641926n`, `10m`, `1.5Gi`, `50`).
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export interface Quantity {
  readonly digits: bigint;
  /** Number of decimals in `digits`, 0 to 9. */
  readonly scale: number;
}

const PATTERN = /^([+-]?)(\d*)(?:\.(\d*))?(?:([KMGTPE]i)|([numkMGTPE])|[eE]([+-]?\d+))?$/;
const DECIMAL_SUFFIX: Readonly<Record<string, number>> = {
  n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18,
}; // prettier-ignore
const BINARY_SUFFIX = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const NANO = 9;
/** Characters of the longest text, and bound of the exponent: far beyond any metric, far below what would take time. */
const LONGEST = 400;
/** Keeps what `formatExact` writes below `LONGEST`. */
const LARGEST = 10n ** 380n;

/**
 * Reads a quantity. Like Kubernetes, rounds what is finer than 10⁻⁹ away from zero.
 *
 * @returns undefined if the value is no quantity: another type, another spelling, NaN, an infinity, over 380 digits
 */
export function parseQuantity(value: unknown): Quantity | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  const text = String(value);
  const match = text.length <= LONGEST ? PATTERN.exec(text) : null;
  if (!match) return undefined;
  const [, sign, whole = '', fraction = '', binary, decimal, exponentText] = match;
  if (whole === '' && fraction === '') return undefined;
  const exponent = decimal ? DECIMAL_SUFFIX[decimal]! : Number(exponentText ?? 0);
  if (Math.abs(exponent) > LONGEST) return undefined;
  const factor = binary ? 1024n ** BigInt(BINARY_SUFFIX.indexOf(binary) + 1) : 1n;
  const magnitude = BigInt(whole + fraction) * factor;
  const quantity = normalise(sign === '-' ? -magnitude : magnitude, fraction.length - exponent);
  return quantity.digits > LARGEST || quantity.digits < -LARGEST ? undefined : quantity;
}

/** Brings `digits × 10^-scale` to 0 to 9 decimals without trailing zeros. */
function normalise(digits: bigint, scale: number): Quantity {
  if (scale < 0) return {digits: digits * 10n ** BigInt(-scale), scale: 0};
  if (scale > NANO) return normalise(divideAwayFromZero(digits, 10n ** BigInt(scale - NANO)), NANO);
  let [shortDigits, shortScale] = [digits, scale];
  while (shortScale > 0 && shortDigits % 10n === 0n) {
    shortDigits /= 10n;
    shortScale -= 1;
  }
  return {digits: shortDigits, scale: shortScale};
}

function divideAwayFromZero(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  if (quotient * divisor === value) return quotient;
  return value < 0n ? quotient - 1n : quotient + 1n;
}

function ceilingDivide(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value > 0n && quotient * divisor !== value ? quotient + 1n : quotient;
}

/** Negative if `a < b`, 0 if equal, positive if `a > b`. */
export function compareQuantities(a: Quantity, b: Quantity): number {
  const difference = atScale(a, NANO) - atScale(b, NANO);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** `a − b`, exactly. */
export function subtractQuantities(a: Quantity, b: Quantity): Quantity {
  return normalise(atScale(a, NANO) - atScale(b, NANO), NANO);
}

/** `a × b`; finer than 10⁻⁹ is rounded away from zero. */
export function multiplyQuantities(a: Quantity, b: Quantity): Quantity {
  return normalise(a.digits * b.digits, a.scale + b.scale);
}

/** The nearest JavaScript number, for drawing and ratios; never for decisions. */
export function quantityToNumber(quantity: Quantity): number {
  return Number(formatExact(quantity));
}

/** All digits, no exponent, no suffix: `5.880641926`. `parseQuantity` reads it back unchanged. */
export function formatExact(quantity: Quantity): string {
  return withPoint(quantity.digits, quantity.scale);
}

/** The decimal suffixes from small to large; `n` stands for 10⁻⁹ and each next one is 1000 times larger. */
const SUFFIXES = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];

/**
 * The canonical writing of Kubernetes: no decimal point, the largest suffix that keeps an integer (`10m`, `2k`,
 * `5880641927n`). `parseQuantity` reads it back unchanged.
 *
 * Two habits of the original are left out on purpose, because a quantity holds a value and not how it was spelt: numbers
 * such as `5.880641926` (a multiple of three decimals, at most 18 digits), which it passes on with the decimal point, and
 * decimal exponents, which it keeps (`20e-6` is written `20u` here). Every reader takes both as the same number.
 */
export function formatCanonical(quantity: Quantity): string {
  let [digits, step] = [atScale(quantity, NANO), 0];
  if (digits === 0n) return '0';
  while (digits % 1000n === 0n && step < SUFFIXES.length - 1) {
    digits /= 1000n;
    step += 1;
  }
  return `${digits}${SUFFIXES[step] ?? ''}`;
}

/** Exactly `decimals` decimals, rounded towards positive infinity: `1.2721` → `1.273`, `-1.2729` → `-1.272`. */
export function formatRoundedUp(quantity: Quantity, decimals = 3): string {
  const surplus = quantity.scale - decimals;
  const digits =
    surplus > 0 ? ceilingDivide(quantity.digits, 10n ** BigInt(surplus)) : atScale(quantity, decimals);
  return withPoint(digits, decimals);
}

function atScale(quantity: Quantity, scale: number): bigint {
  return quantity.digits * 10n ** BigInt(scale - quantity.scale);
}

function withPoint(digits: bigint, scale: number): string {
  const sign = digits < 0n ? '-' : '';
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0');
  return scale === 0 ? sign + text : `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}
