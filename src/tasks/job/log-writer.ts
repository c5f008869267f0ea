import type {ActionOutcome} from '../run-items.js';
import type {TaskEnd, TaskStart} from '../task.js';
import {formatLogLine, type LogOrigin, type TaskLogBody} from './log-line.js';

/** Bytes of what is printed that the log keeps of a whole action: nodes have little room for logs. */
const OUTPUT_BYTES = 512 * 1024;
/** Bytes of a line's text. */
const PIECE_BYTES = 8 * 1024;
/** Kubernetes keeps no more of a termination message. */
const LAST_WORDS_BYTES = 4096;
/** Of a reason in the termination message. */
const REASON_LENGTH = 300;

/** Writes the log of a Job, one line for each event; what tasks print is bounded. */
export class LogWriter {
  #outputBytes = 0;
  #isFull = false;
  #running: TaskStart | undefined;
  readonly #ends: TaskLogBody[] = [];

  constructor(
    private readonly origin: LogOrigin,
    private readonly write: (line: string) => void,
  ) {}

  /** The item that was begun and has no end. */
  get running(): TaskStart | undefined {
    return this.#running;
  }

  report(event: TaskStart | TaskEnd): void {
    if (event.result === 'running') {
      this.#running = event;
      this.#tell({kind: 'begin', index: event.index, task: event.task});
    } else {
      this.#running = undefined;
      this.#ends.push({kind: 'end', end: event});
      this.#tell({kind: 'end', end: event});
    }
  }

  /** What the running task prints. */
  output(index: number, text: string): void {
    const task = this.#running?.task ?? '';
    for (let at = 0; at < text.length && !this.#isFull; at += PIECE_BYTES) {
      const piece = text.slice(at, at + PIECE_BYTES);
      this.#outputBytes += Buffer.byteLength(piece);
      this.#isFull = this.#outputBytes > OUTPUT_BYTES;
      if (!this.#isFull) this.#tell({kind: 'output', index, task, text: piece});
    }
    if (this.#isFull && this.#outputBytes !== Infinity) this.#tellFull();
  }

  #tellFull(): void {
    this.#outputBytes = Infinity;
    const text = `more output than ${OUTPUT_BYTES} bytes: the rest is left out, but for the last of each task`;
    this.message(2, text);
  }

  message(priority: 1 | 2 | 3, text: string): void {
    this.#tell({kind: 'message', priority, text});
  }

  outcome(outcome: ActionOutcome): void {
    this.#ends.push({kind: 'outcome', outcome});
    this.#tell({kind: 'outcome', outcome});
  }

  /** The ends without what was printed, for whoever cannot read the log any more; the latest of them, if all are too many. */
  get lastWords(): string {
    const lines: string[] = [];
    let bytes = 0;
    for (const body of [...this.#ends].reverse()) {
      const line = formatLogLine({...this.origin, ...shortened(body)});
      bytes += Buffer.byteLength(line) + 1;
      if (bytes > LAST_WORDS_BYTES) break;
      lines.unshift(line);
    }
    return lines.join('\n');
  }

  #tell(body: TaskLogBody): void {
    this.write(`${formatLogLine({...this.origin, ...body})}\n`);
  }
}

function shortened(body: TaskLogBody): TaskLogBody {
  if (body.kind === 'outcome' && body.outcome.kind === 'failed') {
    return {...body, outcome: {...body.outcome, reason: body.outcome.reason.slice(0, REASON_LENGTH)}};
  }
  if (body.kind !== 'end') return body;
  const {reason, ...end} = body.end;
  return {
    ...body,
    end: {...end, output: '', ...(reason !== undefined && {reason: reason.slice(0, REASON_LENGTH)})},
  };
}
