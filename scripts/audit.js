/**
 * Fails where a package is known to be vulnerable, high or critical; with `--required` also where the registry has no answer.
 *
 *   node scripts/audit.js [--required]
 */
import {spawnSync} from 'node:child_process';
import {opinionOf} from './audit/opinion.js';

const MOST_BYTES = 64 * 1024 * 1024;
const required = process.argv.includes('--required');

const {stdout, error} = spawnSync('npm', ['audit', '--json'], {encoding: 'utf8', maxBuffer: MOST_BYTES});
if (error) throw error;
const opinion = opinionOf(stdout);
if (opinion.kind === 'unanswered') console.error(`warning: not audited: ${opinion.reason}`);
else console.log(opinion.text);
process.exitCode = opinion.kind === 'findings' || (opinion.kind === 'unanswered' && required) ? 1 : 0;
