import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {ARROWS, BRACES} from '../../../src/experiment/task-template.js';
import {templateData} from '../../../src/tasks/template/data.js';
import {fillScript} from '../../../src/tasks/template/fill.js';
import {ShellReader} from '../../../src/tasks/template/shell-reader.js';
import {contextOf} from '../support/context.js';

const SPY = `${process.execPath} -e 'console.log(JSON.stringify(process.argv.slice(1)))' --`;

function fill(script: string, value: string) {
  const {experiment} = contextOf({variables: {v: value}});
  return fillScript(script, [BRACES, ARROWS], templateData(experiment));
}

/** The arguments that a program gets from a script in which it is called. */
async function argumentsOf(script: string, value: string): Promise<unknown> {
  const {script: filled, env} = fill(script, value);
  const {stdout} = await promisify(execFile)('bash', ['-c', filled], {env: {...process.env, ...env}});
  return JSON.parse(stdout);
}

const SLY = `'; echo "$HOME" \`id\` $(id) \\ * #\n{a,b} & | > <`;

/** Around the placeholder, as bash reads it, and what becomes of a value there. */
const PLACES: readonly [around: string, become: (value: string) => string][] = [
  ['{{ .v }}', (value) => value],
  ['a{{ .v }}b', (value) => `a${value}b`],
  ['"a {{ .v }}"', (value) => `a ${value}`],
  ["'a {{ .v }} $x'", (value) => `a ${value} $x`],
  ['"it\'s {{ .v }}"', (value) => `it's ${value}`],
  ["'say \"'{{ .v }}'\"'", (value) => `say "${value}"`],
  ['"a$(echo -n ")"){{ .v }}"', (value) => `a)${value}`],
  ['"$(cat <<<"{{ .v }}"; echo .)"', (value) => `${value}\n.`],
  ['a\\"{{ .v }}', (value) => `a"${value}`],
  ["x # it's {{ .v }}", () => 'x'],
  ['"# it is {{ .v }}"', (value) => `# it is ${value}`],
  ['a#{{ .v }}', (value) => `a#${value}`],
];

describe('a value in a script', () => {
  it.each(PLACES)('is one argument in %s', async (around, become) => {
    expect(await argumentsOf(`${SPY} ${around}`, SLY)).toEqual([become(SLY)]);
  });

  it('never becomes two arguments or shell syntax, whatever it is and wherever it stands', async () => {
    const piece = fc.oneof(
      fc.constantFrom(...SLY.split(' '), '"', "'", '$(', '${', '&&', 'EOF', 'done', '~'),
      fc.string({unit: 'binary'}),
    );
    const values = fc.array(piece, {maxLength: 8}).map((pieces) => pieces.join('').replaceAll('\0', ''));
    await fc.assert(
      fc.asyncProperty(values, fc.constantFrom(...PLACES.slice(0, 6)), async (value, [around, become]) => {
        expect(await argumentsOf(`${SPY} ${around} last`, value)).toEqual([become(value), 'last']);
      }),
      {numRuns: 15},
    );
  });

  it('is never in the text of the script where the quotes are clear', () => {
    fc.assert(
      fc.property(fc.string({minLength: 1}), fc.constantFrom(...PLACES), (value, [around]) => {
        const {script, env} = fill(around, `\u{1F600}${value.replaceAll('\0', '')}`);
        expect(script).not.toContain('\u{1F600}');
        expect(Object.keys(env)).toEqual(['ITER8_VALUE_1']);
      }),
    );
  });

  it.each([
    ['a here-document', 'cat <<EOF\n{{ .v }}\nEOF\n'],
    ['back-quotes', 'echo `ls {{ .v }}`'],
    ['arithmetic', 'echo $(( {{ .v }} + 1 ))'],
    ['a case in brackets', 'x=$(case y in y) echo {{ .v }};; esac)'],
    ["quotes with escapes of their own", "echo $'{{ .v }}'"],
  ])('stands as it is in %s when it is plain, and is refused when it is not', (_what, script) => {
    expect(fill(script, 'v1.2').script).toBe(script.replace('{{ .v }}', 'v1.2'));
    expect(() => fill(script, 'a[$(id)]')).toThrow('{{ .v }} stands for a text with characters that the shell would take');
  }); // prettier-ignore

  it.each(['echo ${{ .v }}', 'echo "a$@< .v >@"', 'echo \\{{ .v }}', 'cat <<EOF\n${{ .v }}\nEOF'])(
    'is refused where it would be part of something else: %j',
    (script) => {
      expect(() => fill(script, 'plain')).toThrow(/ \.v .. stands behind a \$ or a backslash/);
    },
  );

  it('cannot hold a NUL, which no program can be given', () => {
    expect(() => fill('echo {{ .v }}', 'a\0b')).toThrow('{{ .v }} stands for a text with a NUL');
  });
});

describe('a reader of scripts', () => {
  it('says the same however a script comes in pieces', () => {
    const script = PLACES.map(([around]) => around.replace('{{ .v }}', 'v')).join('\n');
    fc.assert(
      fc.property(fc.nat(script.length), fc.nat(script.length), (one, other) => {
        const [first, second] = [Math.min(one, other), Math.max(one, other)];
        const whole = new ShellReader();
        whole.read(script);
        const pieces = new ShellReader();
        if (
          /[\\$<(c]$|ca$|cas$/.test(script.slice(0, first)) ||
          /[\\$<(c]$|ca$|cas$/.test(script.slice(first, second))
        )
          return; // one token
        for (const piece of [script.slice(0, first), script.slice(first, second), script.slice(second)])
          pieces.read(piece);
        expect(pieces.place).toBe(whole.place);
      }),
    );
  });
});
