/** Uniform numbers from 0 to below 1. */
export type Random = () => number;

/**
 * A generator that gives the same numbers for the same seed, on every machine.
 *
 * @see Marsaglia (2003), Xorshift RNGs, section 4 (four words of 32 bits); the words are FNV-1a hashes of the seed
 */
export function seededRandom(seed: string): Random {
  let [x, y, z, w] = [hash(`${seed}/x`), hash(`${seed}/y`), hash(`${seed}/z`), hash(`${seed}/w`) | 1];
  const next = () => {
    const t = x ^ (x << 11);
    [x, y, z] = [y, z, w];
    w = w ^ (w >>> 19) ^ t ^ (t >>> 8);
    return (w >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 16; round += 1) next(); // similar seeds begin alike
  return next;
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193);
  return value;
}

/** Standard normal (mean 0, variance 1), by Box and Muller. */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/**
 * Gamma of a shape of at least 1 and scale 1.
 *
 * @see Marsaglia and Tsang (2000), A simple method for generating gamma variables
 */
export function gamma(shape: number, random: Random): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v;
  }
}

/** Beta(shape, shape): mean 1/2, standard deviation 1 / (2 √(2 shape + 1)). */
export function symmetricBeta(shape: number, random: Random): number {
  const [first, second] = [gamma(shape, random), gamma(shape, random)];
  return first / (first + second);
}
