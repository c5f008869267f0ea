import {Iter8Error} from './errors.js';
import type {Experiment} from './experiment/model.js';
import {readExperiments} from './experiment/reading/experiments.js';
import type {SourceText} from './experiment/reading/source.js';
import type {Deps} from './runtime/deps.js';

/** Which experiments of a file are meant; nothing said: all. */
interface WantedOfFile {
  readonly name: string | undefined;
  readonly namespace: string | undefined;
}

/**
 * The experiments that are meant, in the order of the file. On a terminal it tells how far it has come when reading takes
 * more than a second.
 *
 * @throws Iter8Error NOT_FOUND if there is none of them
 */
export async function* experimentsOfFile(
  source: SourceText,
  {name, namespace}: WantedOfFile,
  deps: Pick<Deps, 'err' | 'now'>,
): AsyncGenerator<Experiment> {
  const isWanted = (experiment: Experiment) =>
    (name === undefined || experiment.name === name) && (!namespace || experiment.namespace === namespace);
  const others: string[] = [];
  let found = 0;
  for await (const experiment of withProgress(readExperiments(source), deps)) {
    if (isWanted(experiment)) {
      found += 1;
      yield experiment;
    } else if (others.length < 5) others.push(`${experiment.namespace}/${experiment.name}`);
  }
  if (found > 0) return;
  const wanted = [
    ...(name === undefined ? [] : [`experiment "${name}"`]),
    ...(namespace ? [`namespace "${namespace}"`] : []),
  ].join(' in ');
  throw new Iter8Error('NOT_FOUND', `no ${wanted} in ${source.name}`, `it has ${others.join(', ')}`);
}

async function* withProgress<T>(
  items: AsyncIterable<T>,
  {err, now}: Pick<Deps, 'err' | 'now'>,
): AsyncGenerator<T> {
  let shownAt = now().getTime();
  let count = 0;
  let isShown = false;
  try {
    for await (const item of items) {
      count += 1;
      if (err.isTerminal && count % 50 === 0 && now().getTime() - shownAt > 1000) {
        await err.write(`\r${count} experiments read …`);
        shownAt = now().getTime();
        isShown = true;
      }
      yield item;
    }
  } finally {
    if (isShown) await err.write('\r\u001b[K');
  }
}
