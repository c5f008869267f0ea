import fc from 'fast-check';

/** Code that is fed with inputs of any kind. */
export interface TargetSpec<Input> {
  readonly name: string;
  /** What must hold, in a sentence. */
  readonly law: string;
  /** Inputs hold nothing but JSON, so that one that fails can be kept in a file. */
  readonly inputs: fc.Arbitrary<Input>;
  /** Rejects, or throws, where the law does not hold. */
  readonly check: (input: Input) => void | Promise<void>;
  /** Of the inputs in `npm test`; those of the dearer ones are fewer. Undefined: 150. */
  readonly shortRuns?: number;
}

/** An input for which the law does not hold, as small as it could be made. */
export interface Finding {
  readonly target: string;
  /** Of the batch: with it the same inputs come again. */
  readonly seed: number;
  readonly input: unknown;
  readonly error: unknown;
}

export interface Batch {
  readonly seed: number;
  readonly runs: number;
  /** Heard before each input, those of making a finding smaller among them. */
  readonly onRun?: () => void;
}

/** A target whose kind of input does not matter. */
export interface Target {
  readonly name: string;
  readonly law: string;
  readonly shortRuns: number;
  /** @returns undefined: the law holds for all inputs */
  readonly run: (batch: Batch) => Promise<Finding | undefined>;
  /** Checks one input, as it stands in a file. */
  readonly replay: (input: unknown) => Promise<void>;
}

export function fuzzTarget<Input>({name, law, inputs, check, shortRuns = 150}: TargetSpec<Input>): Target {
  return {
    name,
    law,
    shortRuns,
    replay: async (input) => check(input as Input),
    run: async ({seed, runs, onRun}) => {
      const property = fc.asyncProperty(inputs, async (input) => {
        onRun?.();
        await check(input);
      });
      const {failed, counterexample, errorInstance} = await fc.check(property, {seed, numRuns: runs});
      return failed ? {target: name, seed, input: counterexample?.[0], error: errorInstance} : undefined;
    },
  };
}
