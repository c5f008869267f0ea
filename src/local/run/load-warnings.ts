import type {VersionResult} from '../../load/version-result.js';

/** What is to be known of a load before its verdict is trusted, one sentence each; mostly nothing. */
export function loadWarnings(results: ReadonlyMap<string, VersionResult>, skipped: number): readonly string[] {
  return [...(skipped > 0 ? [skippedWords(skipped)] : []), ...[...results].flatMap(redirectWords)];
}

function skippedWords(skipped: number): string {
  const requests = skipped === 1 ? '1 request was' : `${skipped} requests were`;
  return `warning: the load could not be kept up: ${requests} not sent, since this process stood still`;
}

const REDIRECTS = [301, 302, 303, 307, 308];

/** A redirect is quick and no error, so a version that sends everybody elsewhere looks good. */
function redirectWords([version, {answered, byStatus}]: readonly [string, VersionResult]): string[] {
  const redirects = [...byStatus].filter(([status]) => REDIRECTS.includes(status));
  const count = redirects.reduce((sum, [, one]) => sum + one, 0);
  if (count * 2 <= answered) return [];
  const statuses = redirects.map(([status]) => status).join(', ');
  const share = `${count} of ${answered} answers of ${version} are redirects (${statuses})`;
  return [`warning: ${share}, which load does not follow: give the URL that they lead to`];
}
