import type {Deps, Terminal} from '../runtime/deps.js';
import type {OpenScreen} from './watch-screen.js';

type World = Pick<Deps, 'out' | 'env' | 'now' | 'repeat'>;

/** One screen for a list and for what is opened from it: taken when it is first needed, given back once. */
export class KeptScreen {
  #open: OpenScreen | undefined;

  /** @param wantsColor no to `--no-color` */
  constructor(
    private readonly world: World,
    private readonly terminal: Terminal,
    private readonly wantsColor: boolean,
  ) {}

  get hasKeys(): boolean {
    return this.terminal.input.isTTY;
  }

  async get(): Promise<OpenScreen> {
    const {openScreen} = await import('./watch-screen.js');
    this.#open ??= await openScreen(this.world, this.terminal, this.wantsColor);
    return this.#open;
  }

  /** What is written from now on stays. */
  close(): void {
    this.#open?.full.close();
  }
}
