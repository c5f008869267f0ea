/**
 * What an answer of `npm audit --json` means.
 *
 * @typedef {{kind: 'clean' | 'findings', text: string} | {kind: 'unanswered', reason: string}} Opinion
 */

const SERIOUS = ['high', 'critical'];

/**
 * @param {string} answer what npm printed
 * @returns {Opinion} `unanswered` where nobody looked at the packages
 */
export function opinionOf(answer) {
  const report = parsed(answer);
  const counts = report?.metadata?.vulnerabilities;
  if (counts === undefined) {
    const reason = report?.message ?? report?.error?.summary ?? 'npm printed no report';
    return {kind: 'unanswered', reason: String(reason)};
  }
  const text = `${counts.total} known vulnerabilities: ${SERIOUS.map((level) => `${counts[level]} ${level}`).join(', ')}`;
  return {kind: SERIOUS.some((level) => counts[level] > 0) ? 'findings' : 'clean', text};
}

function parsed(/** @type {string} */ answer) {
  try {
    return JSON.parse(answer);
  } catch {
    return undefined;
  }
}
