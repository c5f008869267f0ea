import {EventEmitter} from 'node:events';
import {PassThrough} from 'node:stream';
import {setImmediate} from 'node:timers/promises';
import {stripVTControlCharacters} from 'node:util';
import type {Terminal} from '../../../src/runtime/deps.js';

export interface FakeTerminal {
  readonly terminal: Terminal;
  /** What stands on the alternate screen now, blanks at the ends of lines left out. */
  readonly screen: () => string;
  /** All that was written. */
  readonly written: () => string;
  /** Presses one key after the other, as fast as a person never does. */
  readonly type: (...keys: readonly string[]) => Promise<void>;
  readonly resize: (columns: number, rows: number) => void;
  /** Resolves when the screen shows that. */
  readonly shows: (pattern: RegExp) => Promise<void>;
}

export const KEYS = {
  up: '\u001b[A',
  down: '\u001b[B',
  enter: '\r',
  escape: '\u001b',
  interrupt: '\u0003',
  tab: '\t',
};

/** A terminal as node hands it over, and what a person would see on it. */
export function fakeTerminal(columns: number, rows: number): FakeTerminal {
  const size = {columns, rows};
  const parts: string[] = [];
  const lines = new Map<number, string>();
  const changes = new EventEmitter();
  const write = (text: string): boolean => {
    parts.push(text);
    if (text.includes('\u001b[2J')) lines.clear();
    // eslint-disable-next-line no-control-regex -- escape sequences are what this reads
    for (const [, row, line] of text.matchAll(/\u001b\[(\d+);1H((?:(?!\u001b\[\d+;1H|\u001b\[\?2026l)[^])*)/g)) {
      lines.set(Number(row), stripVTControlCharacters(line ?? '').trimEnd());
    }
    changes.emit('change');
    return true;
  };
  const screen = () => [...lines].sort(([a], [b]) => a - b).map(([, line]) => line).join('\n'); // prettier-ignore
  const output = Object.assign(new EventEmitter(), {isTTY: true, write});
  Object.defineProperties(output, {columns: {get: () => size.columns}, rows: {get: () => size.rows}});
  const input = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: () => input,
    ref: () => input,
    unref: () => input,
  });
  return {
    terminal: {input, output} as unknown as Terminal,
    screen,
    written: () => parts.join(''),
    type: async (...keys) => {
      for (const key of keys) {
        input.write(key);
        await setImmediate();
      }
    },
    resize: (wider, higher) => {
      Object.assign(size, {columns: wider, rows: higher});
      output.emit('resize');
    },
    shows: (pattern) =>
      new Promise((resolve) => {
        const look = () => {
          if (!pattern.test(screen())) return;
          changes.off('change', look);
          resolve();
        };
        changes.on('change', look);
        look();
      }),
  };
}
