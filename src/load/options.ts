/** A version of the app under load. */
export interface Target {
  readonly name: string;
  /** Where every request goes, query included; a redirect that comes back is counted, not followed. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What to send. Names and defaults are those of the task metrics/collect. */
export interface LoadOptions {
  readonly targets: readonly Target[];
  /** Counted requests; 100 when `timeMs` is absent too. */
  readonly numQueries?: number;
  /** Warm-up included. Ignored when `numQueries` is given. */
  readonly timeMs?: number;
  /** Requests a second, 8 by default; 0 = as fast as the connections allow. */
  readonly qps?: number;
  /** Whether `qps` and `numQueries` are for each version, as by default, or in total. */
  readonly rate?: 'per version' | 'total';
  /** To each version at the same time, 4 by default. */
  readonly connections?: number;
  /** POST when there is a payload or a content type, else GET. */
  readonly method?: string;
  readonly payload?: string | Uint8Array;
  readonly contentType?: string;
  /** Requests of the first so many milliseconds are sent and not counted. */
  readonly warmUpMs?: number;
  /** An answer later than this after its request was due is a time-out; 5,000 by default. */
  readonly timeoutMs?: number;
}
