/** What the bundle may hold: licences that want their text passed on, and nothing else of whoever uses the program. */
export const SHIPPED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'dtoa',
  'ICU',
  'ISC',
  'MIT',
  'Unlicense',
  'Zlib',
]);

/** What we may work with; it is not passed on. */
export const USED = new Set([...SHIPPED, 'CC-BY-4.0', 'PSF-2.0', 'Python-2.0']);

const OPERATORS = new Set(['AND', 'OR', 'WITH']);

/**
 * Whether a licence may be accepted: all of what `AND` joins, one of what `OR` does.
 *
 * @param {string} expression of SPDX, such as `(MIT OR GPL-3.0-only) AND ISC`
 * @param {ReadonlySet<string>} allowed identifiers of SPDX
 * @returns {boolean} false for what is no such expression, and for a licence `WITH` an exception
 */
export function isAllowed(expression, allowed) {
  const words = expression.match(/[()]|[^\s()]+/g) ?? [];
  let isSound = true;
  const isOne = () => {
    const word = words.shift() ?? '';
    if (word === '(') {
      const isInner = isAny();
      isSound &&= words.shift() === ')';
      return isInner;
    }
    isSound &&= /^[\w.+-]+$/.test(word) && !OPERATORS.has(word);
    return allowed.has(word);
  };
  const joined = (/** @type {string} */ by, /** @type {() => boolean} */ part) => {
    const parts = [part()];
    while (words[0] === by) {
      words.shift();
      parts.push(part());
    }
    return parts;
  };
  const isAll = () => joined('AND', isOne).every(Boolean);
  const isAny = () => joined('OR', isAll).some(Boolean);
  return isAny() && isSound && words.length === 0;
}
