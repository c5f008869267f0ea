import {Iter8Error} from '../../errors.js';
import {pauseMs} from '../api/retry.js';
import {ExpiredError} from '../api/status-error.js';
import {TransientError} from '../api/transient-error.js';
import type {Clock} from '../clock.js';
import {GarbledError} from './event-stream.js';

/** A server that has just started refuses rights and kinds until it has read them: so often that is not believed. */
const MOST_REFUSALS = 5;
/** Garbage comes from the same place in the stream again: a new list leads around it. */
const MOST_GARBAGE = 2;
/** A pause is doubled so often, to 2.4 s at most: who watches sees the present within 5 s once the server is there again. */
const MOST_DOUBLED = 5;

/** How a watch goes on after a failure. */
export interface NextStep {
  /** For people; undefined where nothing was interrupted. */
  readonly reason: string | undefined;
  readonly needsList: boolean;
  readonly pauseMs: number;
}

/** Counts the failures of a watch and decides how it goes on. */
export class Recovery {
  private failures = 0;
  private refusals = 0;
  private garbage = 0;

  constructor(private readonly clock: Pick<Clock, 'random'>) {}

  /** The server answered with a stream. */
  accepted(): void {
    this.refusals = 0;
  }

  /** Something new has arrived, or the stream has lasted. */
  progressed(): void {
    this.failures = 0;
    this.garbage = 0;
  }

  /** @throws the error itself when trying again cannot mend it */
  next(error: unknown): NextStep {
    if (error instanceof Iter8Error && isRefusal(error)) {
      this.refusals += 1;
      if (this.refusals >= MOST_REFUSALS) throw error;
    }
    this.failures += 1;
    this.garbage = error instanceof GarbledError ? this.garbage + 1 : 0;
    const hasExpired = error instanceof ExpiredError;
    const needsList = hasExpired || this.garbage === MOST_GARBAGE;
    if (needsList) this.garbage = 0;
    const isFirst = hasExpired && this.failures === 1;
    return {
      reason: hasExpired ? undefined : reasonOf(error),
      needsList,
      pauseMs: isFirst ? 0 : this.pauseMs(retryAfterMs(error)),
    };
  }

  private pauseMs(retryAfterMs: number | undefined): number {
    return pauseMs(Math.min(this.failures, MOST_DOUBLED), retryAfterMs, () => this.clock.random());
  }
}

function isRefusal({code}: Iter8Error): boolean {
  return code === 'FORBIDDEN' || code === 'NOT_FOUND' || code === 'INVALID';
}

function reasonOf(error: unknown): string {
  if (error instanceof GarbledError) return `the server sent ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}

function retryAfterMs(error: unknown): number | undefined {
  return error instanceof TransientError ? error.retryAfterMs : undefined;
}
