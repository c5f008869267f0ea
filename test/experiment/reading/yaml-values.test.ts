import {describe, expect, it} from '@jest/globals';
import {formatYaml} from '../../../src/experiment/reading/yaml-format.js';
import {readYaml} from '../../../src/experiment/reading/yaml-resources.js';

async function read(text: string): Promise<unknown> {
  for await (const {value} of readYaml({name: 'values.yaml', text})) return value;
  return undefined;
}

describe('values of YAML', () => {
  it('are text where JSON has no such number', async () => {
    expect(await read('a: .inf\nb: -.inf\nc: .nan\nd: 1e999\ne: 1e9')).toEqual({
      a: '.inf',
      b: '-.inf',
      c: '.nan',
      d: '1e999',
      e: 1e9,
    });
  });

  it.each([' \n', '\n', '   ', '\t\n\n', ' \n x\n', `${'long '.repeat(20)}\n `, 'no character: \ufffe'])(
    'keep every character of %j when they are written',
    async (text) => {
      expect(await read(formatYaml({a: text, b: [text]}))).toEqual({a: text, b: [text]});
    },
  );
});
