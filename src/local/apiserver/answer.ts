import type {Json} from '../../experiment/json.js';

/** Takes text as it comes, until the client goes or the server ends it. */
export interface Stream {
  readonly write: (text: string) => void;
  readonly end: () => void;
}

/** What the server answers. */
export type Answer =
  | {readonly kind: 'json'; readonly code: number; readonly body: Json; readonly contentType?: string}
  | {readonly kind: 'text'; readonly code: number; readonly text: string}
  /** `open` begins to write, and returns what to do when the client has gone. */
  | {
      readonly kind: 'stream';
      readonly contentType: string;
      readonly timeoutSeconds: number | undefined;
      readonly open: (stream: Stream) => StreamControl;
    };

export interface StreamControl {
  readonly close: () => void;
  /** Shows that the connection lives; called once a minute, and before it ends by time. */
  readonly beat: () => void;
}

export function json(body: Json, code = 200): Answer {
  return {kind: 'json', code, body};
}

export function plain(text: string, code = 200): Answer {
  return {kind: 'text', code, text};
}
