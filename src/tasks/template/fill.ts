import {type Delimiters, parseTemplate, type Placeholder, TemplateError} from '../../experiment/task-template.js';
import {type TemplateData, valueOf} from './data.js';
import {type ShellPlace, ShellReader} from './shell-reader.js';

/**
 * Fills in a text that is taken as it is: an argument of a program.
 *
 * @param escape makes a value what it must be at its place
 * @throws TemplateError for a placeholder that cannot be read or filled in
 */
export function fillText(
  text: string,
  delimiters: readonly Delimiters[],
  data: TemplateData,
  escape = (value: string) => value,
): string {
  const pieces = parseTemplate(text, delimiters);
  return pieces.map((piece) => (piece.kind === 'text' ? piece.text : escape(valueOf(piece, data)))).join('');
}

/**
 * Fills in an argument of a program.
 *
 * @throws TemplateError as `fillText`, and when it gets what no argument can hold
 */
export function fillArgument(text: string, delimiters: readonly Delimiters[], data: TemplateData): string {
  const filled = fillText(text, delimiters, data);
  if (!filled.includes('\0')) return filled;
  throw new TemplateError(`${JSON.stringify(text)} gets a NUL, which no program can be given`);
}

/** A script that is ready to be run, and the variables that hold what was filled in. */
export interface FilledScript {
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Fills in a shell script. Values do not become text of the script but environment variables that it names, in the quotes
 * that the place needs, so that a value is one word whatever it holds and never a command.
 *
 * @param prefix of the names of those variables
 * @throws TemplateError for a placeholder that cannot be read or filled in, and for a value with special characters where
 *   the shell would take them for its own
 */
export function fillScript(
  text: string,
  delimiters: readonly Delimiters[],
  data: TemplateData,
  prefix = 'ITER8_VALUE',
): FilledScript {
  const env: Record<string, string> = {};
  const reader = new ShellReader();
  const script = parseTemplate(text, delimiters).map((piece) => {
    if (piece.kind === 'text') {
      reader.read(piece.text);
      return piece.text;
    }
    const variable = `${prefix}_${Object.keys(env).length + 1}`;
    env[variable] = checked(piece, valueOf(piece, data), reader.place);
    const filled = filledAt(reader.place, variable, env[variable]);
    reader.pass();
    return filled;
  });
  return {script: script.join(''), env};
}

function filledAt(place: ShellPlace, variable: string, value: string): string {
  const reference = `\${${variable}}`;
  if (place === 'bare') return `"${reference}"`;
  if (place === 'single') return `'"${reference}"'`;
  return place === 'double' ? reference : value;
}

/** Nothing that any part of a shell takes for its own. */
const PLAIN = /^[\p{L}\p{N}_./:@%+,-]*$/u;

function checked({source}: Placeholder, value: string, place: ShellPlace): string {
  if (value.includes('\0')) {
    throw new TemplateError(`${source} stands for a text with a NUL, which no program can be given`);
  }
  if (place === 'joined') {
    throw new TemplateError(
      `${source} stands behind a $ or a backslash, which would make something else of its value`,
    );
  }
  if (place !== 'unclear' || PLAIN.test(value)) return value;
  const problem = `${source} stands for a text with characters that the shell would take for its own at this place`;
  throw new TemplateError(`${problem}; give it to a variable at the top of the script, and use that`);
}
