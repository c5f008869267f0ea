import {readFile} from 'node:fs/promises';
import {Iter8Command} from '../command.js';
import {exitCodeHelp} from '../exit-code-help.js';
import {Iter8Error} from '../errors.js';
import {complete} from '../operate/completion/complete.js';
import type {Manifest} from '../operate/completion/command-line.js';
import {type Asker, ASKERS} from '../operate/completion/suggest.js';

const MANIFEST = new URL('../../oclif.manifest.json', import.meta.url);

/** What the scripts of `completion` call at Tab. */
export default class Complete extends Iter8Command {
  static override hidden = true;
  static override strict = false;
  static override summary = 'Print what could stand at the cursor of a shell.';
  static override description = exitCodeHelp();

  async run(): Promise<void> {
    const [asker, , ...words] = this.argv; // bash -- describe --output, not for oclif to understand
    if (!isAsker(asker)) throw new Iter8Error('INVALID', 'who asks?', 'run: iter8ctl completion bash');
    const manifest = JSON.parse(await readFile(MANIFEST, 'utf8')) as Manifest;
    await this.deps.out.write(await complete(asker, words, manifest, this.deps));
  }
}

function isAsker(word: string | undefined): word is Asker {
  return ASKERS.some((asker) => asker === word);
}
