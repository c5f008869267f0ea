import type {Cluster} from '../cluster/port.js';

/** Where a command writes: stdout or stderr, or a fake in tests. */
export interface Screen {
  /** Resolves when the text has been handed over. */
  write(text: string): Promise<void>;
  readonly isTerminal: boolean;
  /** Width in characters; undefined where there is none (a pipe, a file). */
  readonly columns: number | undefined;
}

/** The two ends of a terminal, for live views. */
export interface Terminal {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
}

/** Which cluster, as the flags of kubectl say it. */
export interface ClusterFlags {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly namespace?: string | undefined;
  /** As Go writes durations, or seconds; 0: no limit of the user's. */
  readonly 'request-timeout'?: string | undefined;
  /** User to act as. */
  readonly as?: string | undefined;
  readonly 'as-group'?: readonly string[] | undefined;
  readonly 'as-uid'?: string | undefined;
}

/** Questions to somebody at the terminal, one after the other. */
export interface Conversation {
  /**
   * The line that is typed after the question.
   *
   * @throws Iter8Error INTERRUPTED at Ctrl-C, and at the end of the input
   */
  ask(question: string): Promise<string>;
  close(): void;
}

/** The world outside, passed in: commands and tests use nothing else of it. */
export interface Deps {
  readonly out: Screen;
  readonly err: Screen;
  /** Undefined where stdout is no terminal. */
  readonly terminal: Terminal | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /**
   * Bytes of a file, or of stdin for `-`.
   *
   * @throws Iter8Error NOT_FOUND, FORBIDDEN, or INVALID: a terminal as stdin, a folder, over 256 MiB
   */
  readInput(file: string): Promise<Uint8Array>;
  /** Makes a file, or replaces its content, in one step: readers see the old or the new text, never half of it. */
  writeFile(file: string, text: string): Promise<void>;
  /**
   * The cluster that the flags and the environment name; nothing is sent yet. Loads the client, so only for who needs it.
   *
   * @throws Iter8Error INVALID when there is no kubeconfig, it cannot be read, or has no such context
   */
  readonly cluster: (flags: ClusterFlags) => Promise<Cluster>;
  /**
   * Asks on the terminal whether to go on.
   *
   * @throws Iter8Error INVALID where nobody could answer; INTERRUPTED at Ctrl-C
   */
  readonly ask: (question: string) => Promise<boolean>;
  /**
   * Begins to ask several things on the terminal.
   *
   * @param instead what to do where nobody can be asked
   * @throws Iter8Error INVALID where nobody could answer
   */
  readonly converse: (instead: string) => Promise<Conversation>;
  readonly now: () => Date;
  /**
   * Does something again and again.
   *
   * @returns what ends it
   */
  readonly repeat: (everyMs: number, action: () => void) => () => void;
  /** Aborts at Ctrl-C, SIGTERM or a closed terminal, which then do not end the process any more: whoever asks must end it. */
  readonly interruption: () => AbortSignal;
}
