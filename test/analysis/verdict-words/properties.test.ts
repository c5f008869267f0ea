import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {type VerdictWords, verdictWords} from '../../../src/analysis/verdict-words/verdict-words.js';
import type {Experiment} from '../../../src/experiment/model.js';
import {parseExperiment} from '../../../src/experiment/parse.js';
import {safeText} from '../../../src/render/safe-text.js';
import {anyExperiment} from './any-experiment.js';

const NOW = new Date('2026-11-22T10:30:00Z');
const linesOf = ({because, missing, wouldChange}: VerdictWords) => [because, missing, wouldChange];

function holdsForAll(check: (words: VerdictWords, experiment: Experiment) => void) {
  fc.assert(
    fc.property(anyExperiment, (resource) => {
      const experiment = parseExperiment(resource);
      check(verdictWords(experiment, NOW), experiment);
    }),
    {numRuns: 200},
  );
}

describe('for any experiment that can be read', () => {
  it('the headline is one line of 1 to 120 characters, without half characters', () => {
    holdsForAll(({headline}) => {
      expect(headline.trim()).not.toBe('');
      expect(headline.length).toBeLessThanOrEqual(120);
      expect(headline).not.toMatch(/[\r\n\u0085\u2028\u2029]|\p{Surrogate}/u);
    });
  });

  it('the lines are few, short and each on one line; none is empty', () => {
    holdsForAll((words) => {
      for (const lines of linesOf(words)) {
        expect(lines.length).toBeLessThanOrEqual(41);
        for (const line of lines) {
          expect(line.length).toBeLessThanOrEqual(600);
          expect(line).toMatch(/^\S(.*\S)?$/);
        }
      }
    });
  });

  it('nobody has won, leads or conforms where no winner was found', () => {
    holdsForAll(({headline, ...words}, {status}) => {
      if (status.analysis.winner?.found) return;
      const all = [headline, ...linesOf({headline, ...words}).flat()].join('\n');
      expect(all).not.toMatch(/(?<!No version )won\b|(?<!No version )leads\b|\bconforms\b(?! if)|was ahead/);
    });
  });

  it('nobody has won before the run is over', () => {
    holdsForAll(({headline}, {status}) => {
      if (status.stage !== 'Completed' && status.stage !== 'Finishing') expect(headline).not.toMatch(/\bwon\b/);
    });
  });

  it('a failed experiment has no winner', () => {
    holdsForAll(({headline}, {status}) => {
      if (status.failure !== undefined) expect(headline).not.toMatch(/\bwon\b|\bleads\b|\bconforms\b/);
    });
  });

  it('what a stranger wrote is harmless once it is escaped as on a terminal', () => {
    holdsForAll((words) => {
      const shown = [words.headline, ...linesOf(words).flat()].map(safeText).join('');
      // eslint-disable-next-line no-control-regex -- that there are none is what is checked
      expect(shown).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028]/);
    });
  });

  it('a command is offered only for a name that a shell takes as it stands', () => {
    holdsForAll(({wouldChange}, {name}) => {
      const isPlain = /^[a-z0-9][a-z0-9.-]*$/.test(name);
      if (!isPlain) expect(wouldChange.join('\n')).not.toMatch(/iter8ctl (rerun|resume|abort)/);
    });
  });
});
