import {EventEmitter} from 'node:events';
import {type Instance, type Key as InkKey, render, useInput} from 'ink';
import {useLayoutEffect} from 'react';
import type {Deps, Terminal} from '../../runtime/deps.js';
import type {Paint} from '../style.js';
import {FramePace} from './frame-pace.js';
import {FrameWriter} from './frame-writer.js';
import type {Key} from './keys.js';
import {paintLine} from './line.js';
import type {Scene} from './scene.js';
import {WatchScreen} from './screen.js';

/** To the alternate screen, without a cursor. */
const ENTER = '\u001b[?1049h\u001b[?25l';
const LEAVE = '\u001b[?25h\u001b[?1049l';

export interface FullScreenOptions extends Pick<Deps, 'now' | 'repeat'> {
  readonly paint: Paint;
}

/**
 * The alternate screen of a terminal, with one scene on it at a time. It is left however the process ends: ink takes its
 * tree down then, and with it goes the screen.
 */
export class FullScreen {
  #scene: Scene | undefined;
  readonly #frames: FrameOutput;
  readonly #ink: Instance;
  readonly #pace: FramePace;
  readonly #onResize = () => {
    this.#frames.forget();
    this.#draw();
  };

  constructor(
    private readonly terminal: Terminal,
    private readonly options: FullScreenOptions,
  ) {
    const {input, output} = terminal;
    output.write(ENTER);
    this.#frames = new FrameOutput(output);
    this.#ink = render(this.#tree([]), {
      stdin: input,
      stdout: this.#frames as unknown as NodeJS.WriteStream, // ink uses no more of it than that
      exitOnCtrlC: false,
      patchConsole: false,
      debug: true, // whole frames, at once: the differences are found here, where ink (6.8) is a row off
    });
    output.on('resize', this.#onResize);
    this.#pace = new FramePace({now: options.now, repeat: options.repeat, draw: () => this.#draw()});
  }

  /** As many as there are now. */
  get columns(): number {
    return this.#frames.columns;
  }

  show(scene: Scene): void {
    this.#scene = scene;
    this.changed();
  }

  /** The scene is to be drawn anew. */
  changed(): void {
    this.#pace.request();
  }

  close(): void {
    this.terminal.output.off('resize', this.#onResize);
    this.#pace.end();
    this.#ink.unmount();
  }

  #draw(): void {
    const {columns, rows} = this.#frames;
    const lines = this.#scene?.draw({columns, rows}) ?? [];
    this.#ink.rerender(this.#tree(lines.map((line) => paintLine(line, this.options.paint))));
  }

  #tree(lines: readonly string[]) {
    return (
      <>
        <Leaving leave={() => this.#leave()} />
        <WatchScreen lines={lines} />
        {this.terminal.input.isTTY && <Keys onKey={(key) => this.#press(key)} />}
      </>
    );
  }

  /** What ink writes when its tree is gone would stand on the screen of others. */
  #leave(): void {
    this.#frames.end();
    this.terminal.output.write(LEAVE);
  }

  #press(key: Key): void {
    this.#scene?.press(key);
    this.changed();
  }
}

/** What ink takes for its terminal: it writes whole frames. */
class FrameOutput extends EventEmitter {
  readonly isTTY = true;
  readonly #writer = new FrameWriter();
  #isOver = false;

  constructor(private readonly output: Terminal['output']) {
    super();
  }

  /** 0 where a terminal does not know its size. */
  get columns(): number {
    return this.output.columns || 80;
  }

  get rows(): number {
    return this.output.rows || 24;
  }

  write(frame: string): boolean {
    if (this.#isOver) return true;
    const text = this.#writer.next(frame);
    return text === '' || this.output.write(text);
  }

  forget(): void {
    this.#writer.forget();
  }

  end(): void {
    this.#isOver = true;
  }
}

function Leaving({leave}: {readonly leave: () => void}) {
  useLayoutEffect(() => leave, []);
  return null;
}

function Keys({onKey}: {readonly onKey: (key: Key) => void}) {
  useInput((input, key) => {
    const name = nameOf(key, input);
    if (name !== undefined) onKey(name);
    else if (!key.ctrl && !key.meta) for (const character of input) onKey(character); // several, if typed fast
  });
  return null;
}

const NAMES: readonly (readonly [keyof InkKey, Key])[] = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['pageUp', 'pageUp'],
  ['pageDown', 'pageDown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['backspace', 'backspace'],
  ['delete', 'backspace'], // what terminals send for it; ink cannot tell
];

function nameOf(key: InkKey, input: string): Key | undefined {
  if (key.ctrl && input === 'c') return 'interrupt';
  if (key.tab) return key.shift ? 'backTab' : 'tab';
  return NAMES.find(([ink]) => key[ink])?.[1];
}
