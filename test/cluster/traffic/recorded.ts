import type {Json} from '../../../src/experiment/json.js';

/** What one command of kubectl asked of a real API server, and what that answered. */
export interface RecordedCommand {
  readonly command: string;
  readonly calls: readonly RecordedCall[];
}

/** In all texts, what is different in each run is a placeholder. */
export interface RecordedCall {
  readonly request: RecordedRequest;
  readonly answer: RecordedAnswer;
}

export interface RecordedRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, or base64 of what is none. */
  readonly body?: {readonly json: Json} | {readonly base64: string};
}

export interface RecordedAnswer {
  readonly status: number;
  readonly type: string;
  readonly warning?: string;
  /** JSON; the events of a watch; a text. Without one: it is left out, as what is not JSON or too much to keep. */
  readonly body?: Json;
}

/** A line for each call, with the command in front of its first one. */
export function writeRecording(commands: readonly RecordedCommand[]): string {
  const lines = commands.flatMap(({command, calls}) => [{command}, ...calls]);
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

export function parseRecording(text: string): readonly RecordedCommand[] {
  const commands: {command: string; calls: RecordedCall[]}[] = [];
  for (const line of text.trimEnd().split('\n')) {
    const read = JSON.parse(line) as RecordedCall | {readonly command: string};
    if ('command' in read) commands.push({command: read.command, calls: []});
    else commands.at(-1)?.calls.push(read);
  }
  return commands;
}

export function isWatch(path: string): boolean {
  return /[?&](watch|follow)=(true|1)(&|$)/.test(path);
}
