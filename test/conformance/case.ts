/** Where another test shows what a case says. */
export interface ShownBy {
  readonly file: string;
  /** Part of the name of the test, as its file has it. */
  readonly test: string;
}

/** What somebody else's engine does in one situation, and what this one does. */
export interface Case {
  readonly input: string;
  /** Several outcomes, of which chance picks one, are joined by ` or `. */
  readonly theirs: string;
  readonly ours: string;
  /** Why we differ, on purpose; of the original with the number of its weakness. */
  readonly because?: string;
  /** Plays the situation with the real engine, and says what came of it in the words of `ours`. */
  readonly observe: () => string | Promise<string>;
}

export interface Table {
  readonly title: string;
  /** Whose sources or documentation say so. */
  readonly source: string;
  readonly cases: readonly Case[];
}

/** Whether both do the same, or we do one of the things that they may do. */
export function isSame({theirs, ours}: Pick<Case, 'theirs' | 'ours'>): boolean {
  return theirs.split(' or ').includes(ours);
}
