import {Iter8Error} from '../../errors.js';

/** Whom we ask. What is said to them may hold text of the cluster: whoever writes it makes it safe. */
export interface Partner {
  readonly ask: (question: string) => Promise<string>;
  readonly say: (text: string) => Promise<void>;
}

/** Asks until the answer can be read; an empty one means the proposal, where there is one. */
export async function askFor<Value>(
  {ask, say}: Partner,
  question: string,
  {proposed, read}: {readonly proposed?: string | undefined; readonly read: (answer: string) => Value},
): Promise<Value> {
  const prompt = proposed === undefined ? `${question}: ` : `${question} [${proposed}]: `;
  for (;;) {
    const answer = (await ask(prompt)).trim();
    try {
      return read(answer === '' ? (proposed ?? '') : answer);
    } catch (error) {
      if (!(error instanceof Iter8Error)) throw error;
      await say(`${error.message}${error.hint === undefined ? '' : ` (${error.hint})`}`);
    }
  }
}

/** Asks for one after the other, until an empty answer. */
export async function askForSeveral(
  partner: Partner,
  question: string,
  read: (answer: string) => void,
): Promise<string[]> {
  const answers: string[] = [];
  for (;;) {
    const answer = await askFor(partner, question, {
      read: (text) => {
        if (text !== '') read(text);
        return text;
      },
    });
    if (answer === '') return answers;
    answers.push(answer);
  }
}

/** Asks for one of a numbered list; 0 is none. */
export async function choose(partner: Partner, question: string, options: readonly string[]): Promise<number> {
  const lines = options.map((option, index) => `  ${index + 1}  ${option}`);
  await partner.say([question, ...lines, '  0  none of these'].join('\n'));
  const read = (answer: string) => {
    const number = /^\d+$/.test(answer) ? Number(answer) : options.length + 1;
    if (number <= options.length) return number;
    throw new Iter8Error('INVALID', `${answer} is not in the list`, `a number from 0 to ${options.length}`);
  };
  return (await askFor(partner, 'Number', {proposed: '1', read})) - 1;
}

/** @throws Iter8Error INVALID for an empty answer */
export function required(answer: string): string {
  if (answer !== '') return answer;
  throw new Iter8Error('INVALID', 'an answer is needed', 'Ctrl-C ends without one');
}
