import jsep from 'jsep';
import {ConditionProblem} from './condition-error.js';
import {COMPARISONS} from './expression.js';

/** Where a token, or what stands in brackets, begins. */
interface Place {
  readonly at: number;
  readonly isGrouped: boolean;
}

/** Brackets, lists and signs within each other; keeps the parser, which calls itself, far from the end of the stack. */
const DEEPEST = 50;
const places = new WeakMap<jsep.Expression, Place>();
/** Beginnings of the tokens that a parser is within. */
const openTokens = new WeakMap<jsep.HookScope, number[]>();

configure();

/**
 * Reads a text with jsep: a tree of whatever it understands, which is more than conditions may hold.
 *
 * @throws ConditionProblem where it does not understand it
 */
export function parseSyntax(text: string): jsep.Expression {
  try {
    return jsep(text);
  } catch (error) {
    const {index, description} = error as {index?: number; description?: string};
    if (index === undefined || description === undefined) throw error;
    throw new ConditionProblem(index, inWords(description, text.charAt(index)));
  }
}

/** undefined: a part in the middle of a token, or an operation without brackets. */
export function placeOf(node: jsep.Expression): Place | undefined {
  return places.get(node);
}

/** jsep has one configuration for all of a process, so that it is loaded and set up here only. */
function configure(): void {
  jsep.addBinaryOp('or', 1);
  jsep.addBinaryOp('and', 2);
  for (const operator of COMPARISONS) jsep.addBinaryOp(operator, 6);
  jsep.addUnaryOp('not');
  jsep.addLiteral('nil', null);
  jsep.hooks.add('gobble-token', function beginToken(env) {
    const open = openTokens.get(this) ?? [];
    openTokens.set(this, open);
    if (open.push(this.index) > DEEPEST) this.throwError(`more than ${DEEPEST} levels are within each other`);
    env.node = numberOrField(this);
  });
  jsep.hooks.add('after-token', function endToken({node}) {
    const at = openTokens.get(this)?.pop() ?? 0;
    if (node) places.set(node, {at, isGrouped: this.expr.charAt(at) === '('});
  });
}

/** What jsep would not end with the hook, or not take: numbers, and fields that begin with a dot as in templates. */
function numberOrField(parser: jsep.HookScope): jsep.PossibleExpression {
  if (parser.char === '.' && /[^\s\d]/.test(parser.expr.charAt(parser.index + 1))) {
    parser.index += 1;
    return parser.gobbleTokenProperty(parser.gobbleIdentifier() as jsep.Identifier);
  }
  return /[\d.]/.test(parser.char) ? parser.gobbleNumericLiteral() : undefined;
}

function inWords(description: string, character: string): string {
  if (description === 'Unexpected "="') return 'stands a single =; write == to compare';
  if (description === 'missing unaryOp argument') return 'a value is missing';
  const found = character === '' ? 'the text ends' : `stands ${JSON.stringify(character)}`;
  return `${found}: ${description.charAt(0).toLowerCase()}${description.slice(1)}`;
}
