export type LogLevel = 'info' | 'warning' | 'error';

/** Values that a log line carries; errors are told by their message, never by a stack. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export type Log = (level: LogLevel, message: string, fields?: LogFields) => void;

/** One JSON object a line, as log collectors take it. */
export function jsonLog(write: (line: string) => void, now: () => Date): Log {
  return (level, message, fields = {}) => {
    write(`${JSON.stringify({time: now().toISOString(), level, message, ...fields})}\n`);
  };
}

/** What went wrong, for a log line. */
export function errorWords(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
