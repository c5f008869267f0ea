import {Iter8Error} from '../../errors.js';
import {allowHint} from './start-problem.js';

/** What hinders a Job or the one who looks at it, told in words: each problem once, however often it is met. */
export class JobProblems {
  readonly #told = new Set<string>();

  constructor(
    private readonly namespace: string,
    private readonly onProblem: (words: string) => void,
  ) {}

  /** What was told last; undefined: nothing yet. */
  get last(): string | undefined {
    return [...this.#told].at(-1);
  }

  tell(words: string): void {
    if (this.#told.has(words)) return;
    this.#told.add(words);
    this.onProblem(words);
  }

  /** An error is told, and of a refusal who can mend it. */
  tellError(error: unknown): void {
    const words = error instanceof Error ? error.message : String(error);
    this.tell(isRefusal(error) ? `${words}; ${allowHint(this.namespace)}` : words);
  }

  /**
   * What is worth having and can be done without.
   *
   * @returns undefined when it cannot be had, of which a refusal alone is told: the rest passes
   * @throws the signal's reason when it aborts
   */
  async ifAllowed<T>(answer: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
    try {
      return await answer;
    } catch (error) {
      signal.throwIfAborted();
      if (isRefusal(error)) this.tellError(error);
      return undefined;
    }
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof Iter8Error && error.code === 'FORBIDDEN';
}
