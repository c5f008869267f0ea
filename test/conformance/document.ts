import {markdownTable} from 'markdown-table';
import {KNOWN_DIFFERENCES} from '../cluster/traffic/known-differences.js';
import type {RecordedCommand} from '../cluster/traffic/recorded.js';
import {isSame, type Table} from './case.js';
import {ORIGINAL, OTHER_TOOLS} from './tables.js';
import {WEAKNESSES} from './weaknesses.js';

const HEAD = `# Conformance

Written by \`UPDATE_GOLDEN=1 npm run jest -- test/conformance\`, and compared by that test without it: every row below is played
by the real engine, so what this page says of iter8ctl is true. What it says of others is from their sources and
documentation.

`;

/** docs/conformance.md, whole. */
export function conformanceDocument(recording: readonly RecordedCommand[]): string {
  return `${HEAD}${[
    '## Decisions of the original engine',
    'iter8-tools/etc3 v0.1.38 with iter8-analytics v2.1.7. `b` is the baseline, `c` the candidate; of an assessment, `t` is kept, `f` violated, `?` unknown, one letter for each objective and one word for each version; the limits are latency 50 and error rate 10m.',
    ...ORIGINAL.map(caseTable),
    '## Its known weaknesses',
    weaknessTable(),
    '## Other tools',
    'The equivalent experiment, look by look; the limit is 50, the baseline has 10.',
    ...OTHER_TOOLS.map(caseTable),
    '## The embedded API server',
    apiServerText(recording),
  ].join('\n\n')}\n`;
}

function caseTable({title, source, cases}: Table): string {
  const rows = cases.map((one) => [one.input, one.theirs, isSame(one) ? 'the same' : one.ours, one.because ?? '']);
  return `### ${title}\n\n${table(['situation', 'theirs', 'ours', 'why'], rows)}\n\nSource: ${source}`;
}

function weaknessTable(): string {
  const rows = WEAKNESSES.map(({number, theirs, ours, shownBy}) => [
    `${number}`,
    theirs,
    ours,
    `\`${shownBy.file}\``,
  ]);
  return table(['', 'the original', 'iter8ctl', 'shown by'], rows);
}

function apiServerText(recording: readonly RecordedCommand[]): string {
  const calls = recording.reduce((sum, command) => sum + command.calls.length, 0);
  const text = `\`test/fixtures/kubectl-traffic.jsonl\` holds ${calls} requests of ${recording.length} commands of kubectl 1.35, and what kube-apiserver 1.36.3 answered. \`test/cluster/kubectl-traffic.test.ts\` sends them to the embedded server (\`npm test\`) and to the real one (\`npm run test:cluster\`), and compares status, media type, warnings and bodies but for times, uids and versions. On the real one nothing may differ; on the embedded one only this:`;
  const rows = KNOWN_DIFFERENCES.map(({request, at, why}) => [code(request), code(at), why]);
  return `${text}\n\n${table(['request', 'where', 'why'], rows)}`;
}

function code(pattern: RegExp): string {
  return `\`${pattern.source.replaceAll('\\/', '/')}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const escaped = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|').replaceAll('_', (sign) => (cell.startsWith('`') ? sign : `\\${sign}`)))); // prettier-ignore
  return markdownTable([head, ...escaped]);
}
