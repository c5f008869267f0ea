import {describe, expect, it} from '@jest/globals';
import {FramePace} from '../../../src/render/watch/frame-pace.js';
import {FrameWriter} from '../../../src/render/watch/frame-writer.js';

describe('frames on their way to the terminal', () => {
  it('are written whole at first, and later only the lines that differ, each to its place', () => {
    const writer = new FrameWriter();
    expect(writer.next('a\nb')).toContain('\u001b[2J\u001b[1;1Ha\u001b[K\u001b[2;1Hb\u001b[K');
    expect(writer.next('a\nc')).toBe('\u001b[?2026h\u001b[2;1Hc\u001b[K\u001b[?2026l');
    expect(writer.next('a\nc')).toBe('');
  });

  it('wipe lines that are no longer there', () => {
    const writer = new FrameWriter();
    writer.next('a\nb\nc');
    expect(writer.next('a')).toBe('\u001b[?2026h\u001b[2;1H\u001b[K\u001b[3;1H\u001b[K\u001b[?2026l');
  });

  it('are written whole again when the terminal has another size', () => {
    const writer = new FrameWriter();
    writer.next('a');
    writer.forget();
    expect(writer.next('a')).toContain('\u001b[2J\u001b[1;1Ha');
  });
});

/** A clock that is moved by hand; each 50 ms of it is a tick. */
function paced() {
  const world = {nowMs: 0, frames: 0, tick: (): void => undefined};
  const pace = new FramePace({
    now: () => new Date(world.nowMs),
    repeat: (_everyMs, action) => {
      world.tick = action;
      return () => (world.tick = () => undefined);
    },
    draw: () => (world.frames += 1),
  });
  const pass = (ms: number) => {
    for (let passed = 0; passed < ms; passed += 50) {
      world.nowMs += 50;
      world.tick();
    }
  };
  return {world, pace, pass};
}

describe('the pace of frames', () => {
  it('draws at once what changes after a while', () => {
    const {world, pace} = paced();
    pace.request();
    expect(world.frames).toBe(1);
  });

  it('draws 20 times a second at most, and the last change in any case', () => {
    const {world, pace} = paced();
    for (let change = 0; change < 600; change += 1) {
      pace.request();
      world.nowMs += 5 / 3; // 600 a second
      if (change % 30 === 29) world.tick();
    }
    expect(world.frames).toBeGreaterThan(15);
    expect(world.frames).toBeLessThanOrEqual(21);
  });

  it('draws once a second when nothing changes, for the times on the screen', () => {
    const {world, pass} = paced();
    pass(10_000);
    expect(world.frames).toBe(10);
  });

  it('goes on when the clock is set back', () => {
    const {world, pace} = paced();
    pace.request();
    world.nowMs = -3_600_000;
    pace.request();
    expect(world.frames).toBe(2);
  });

  it('ends', () => {
    const {world, pace, pass} = paced();
    pace.end();
    pass(5000);
    expect(world.frames).toBe(0);
  });
});
