import {run} from '@oclif/core/run';
import {reportError} from './report-error.js';
import {realDeps} from './runtime/real-deps.js';

/** Runs the command line; every ending, good or bad, leaves its exit code. */
export async function main(argv: string[], entry: string): Promise<void> {
  try {
    await run(argv, entry);
  } catch (error) {
    process.exitCode = await reportError(error, realDeps());
  }
}
