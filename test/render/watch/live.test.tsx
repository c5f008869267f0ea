/* eslint-disable no-control-regex -- escape sequences are what this is about */
import {afterEach, describe, expect, it} from '@jest/globals';
import {COLOR} from '../../../src/render/color.js';
import {textLine} from '../../../src/render/watch/line.js';
import {FullScreen} from '../../../src/render/watch/live.js';
import type {Scene} from '../../../src/render/watch/scene.js';
import {fakeTerminal, KEYS} from './fake-terminal.js';

const open: FullScreen[] = [];
afterEach(() => open.splice(0).forEach((screen) => screen.close()));

/** A screen with a scene that shows its size and the keys that it heard. */
function opened(columns = 40, rows = 5) {
  const fake = fakeTerminal(columns, rows);
  const world = {nowMs: 0};
  const keys: string[] = [];
  const scene: Scene = {
    draw: (size) => [textLine(`${size.columns} x ${size.rows}`, 'strong'), textLine(keys.join(' '))],
    press: (key) => keys.push(key),
  };
  const now = () => new Date((world.nowMs += 100)); // each look at the clock is late enough for another frame
  const full = new FullScreen(fake.terminal, {now, repeat: () => () => undefined, paint: COLOR});
  open.push(full);
  full.show(scene);
  return {...fake, full, keys};
}

describe('the whole terminal', () => {
  it('is taken over and given back, with the cursor', () => {
    const {full, written} = opened();
    expect(written()).toMatch(/^\u001b\[\?1049h\u001b\[\?25l/);
    full.close();
    expect(written()).toMatch(/\u001b\[\?25h\u001b\[\?1049l$/);
  });

  it('is drawn in colour', () => {
    const {written, screen} = opened();
    expect(screen()).toContain('40 x 5');
    expect(written()).toContain('\u001b[1m40 x 5\u001b[22m');
  });

  it('is drawn anew when its size changes', () => {
    const {resize, screen, written} = opened();
    resize(30, 4);
    expect(screen()).toContain('30 x 4');
    expect(written().match(/\u001b\[2J/g)).toHaveLength(2);
  });

  it('hears keys by name, and characters', async () => {
    const {type, shows, keys} = opened();
    await type(KEYS.up, KEYS.down, KEYS.enter, KEYS.tab, '\u001b[Z', 'q', '?', KEYS.interrupt);
    await shows(/interrupt/);
    expect(keys).toEqual(['up', 'down', 'enter', 'tab', 'backTab', 'q', '?', 'interrupt']);
  });

  it('passes over keys with Ctrl and Alt that mean nothing here', async () => {
    const {type, shows, keys} = opened();
    await type('\u0001', '\u001ba', 'x'); // Ctrl-A, Alt-A
    await shows(/^x$/m);
    expect(keys).toEqual(['x']);
  });

  it('writes nothing once it is given back', () => {
    const {full, written, resize} = opened();
    full.close();
    const before = written();
    resize(10, 3);
    full.changed();
    expect(written()).toBe(before);
  });
});
