import {readFileSync} from 'node:fs';
import {describe, expect, it} from '@jest/globals';
import Replay from '../../src/commands/replay.js';
import Run from '../../src/commands/run.js';

describe('the help of flags', () => {
  it('shows no empty list as a default', () => {
    expect(readFileSync('docs/commands.md', 'utf8')).not.toContain('[default: ]');
  });

  it('says of a replay that the criteria decide, and of a new run that the last value does', () => {
    const {confidence, policy} = Replay.flags;
    expect(confidence.description).toMatch(/; as the criteria say if left out\.$/);
    expect(policy.description).toMatch(/; as the criteria say if left out\.$/);
    expect(Run.flags.confidence.description).toMatch(/; the last value decides if left out\.$/);
  });
});
