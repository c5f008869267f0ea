/** What a jq program makes of an answer. */
export type JqResult =
  | {
      readonly kind: 'output';
      /** jq's name of the type: `number`, `string`, `null`, `boolean`, `object`, `array`. */
      readonly type: string;
      /** Of a number, since its JSON does not tell; empty for other types. */
      readonly size: 'finite' | 'nan' | 'infinite' | '';
      /** The first output as JSON with all digits of a number; what is long is cut. */
      readonly text: string;
    }
  | {
      /**
       * `nothing`: no output; `not-json`: the answer is none; `crashed`: out of memory or stack;
       * `timeout`: did not end in time; `aborted`: the caller gave up.
       */
      readonly kind: 'nothing' | 'not-json' | 'crashed' | 'timeout' | 'aborted';
    }
  | {
      /** `rejected`: no valid program; `failed`: the program gave an error, whose message may quote the answer. */
      readonly kind: 'rejected' | 'failed';
      readonly message: string;
    };
