import {Ajv, type ErrorObject, type ValidateFunction} from 'ajv';
import {Field, type FieldPath} from '../field.js';
import {isObject, type Json} from '../json.js';
import {parseQuantity} from '../quantity.js';
import {QUANTITY, type Schema} from '../schema/schema.js';
import {type Finding, type Fix, wrongField, wrongValue} from './finding.js';
import {didYouMean, similarWords} from './spelling.js';

const ajv = new Ajv({strict: false, allErrors: true, verbose: true, validateFormats: false});
ajv.addKeyword({
  keyword: 'x-kubernetes-int-or-string',
  validate: (_schema: boolean, value: unknown, parent?: Schema) =>
    typeof value === 'string'
      ? !isQuantity(parent) || parseQuantity(value) !== undefined
      : Number.isInteger(value),
});

const compiled = new WeakMap<Schema, ValidateFunction>();

function compile(schema: Schema): ValidateFunction {
  const validate = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, validate);
  return validate;
}

/** What a value has other than its schema wants: types, ranges, allowed words, missing fields. `null` is absent. */
export function checkSchema(value: Json | undefined, schema: Schema, path: FieldPath = []): Finding[] {
  const validate = compile(schema);
  if (validate(withoutNulls(value))) return [];
  const errors = (validate.errors ?? []).filter((error) => !isSaidByEnum(error));
  return errors.map((error) => {
    const inside = pathOf(error, value);
    return toFinding({...error, data: valueAt(value, inside)}, [...path, ...inside]);
  });
}

/** Where only some words are allowed, the list of them says the type, too. */
function isSaidByEnum({keyword, parentSchema}: ErrorObject): boolean {
  return keyword === 'type' && (parentSchema as Schema).enum !== undefined;
}

/** As Kubernetes reads it; integers beyond the range of a number count as numbers. */
function withoutNulls(value: Json | undefined): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  return Object.fromEntries(members.map(([key, member]) => [key, withoutNulls(member)]));
}

/** The segments of a JSON pointer, indexes of lists as numbers. */
function pathOf({instancePath}: ErrorObject, root: Json | undefined): FieldPath {
  const segments = instancePath.split('/').slice(1);
  let value = root;
  return segments.map((segment) => {
    const key = segment.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(value)) {
      value = value[Number(key)] as Json;
      return Number(key);
    }
    value = isObject(value) ? value[key] : undefined;
    return key;
  });
}

/** As it is written: without the loss of digits that checking is content with. */
function valueAt(value: Json | undefined, path: FieldPath): Json | undefined {
  return path.reduce<Json | undefined>((parent, key) => {
    if (Array.isArray(parent)) return parent[Number(key)] as Json;
    return isObject(parent) ? parent[key] : undefined;
  }, value);
}

function toFinding(error: ErrorObject, path: FieldPath): Finding {
  const place = {path};
  const {minimum, maximum} = (error.parentSchema ?? {}) as Schema;
  const params = error.params as {missingProperty?: string};
  switch (error.keyword) {
    case 'required':
      return wrongField(place, `${params.missingProperty} is missing`);
    case 'enum':
      return wrongWord(path, error);
    case 'minimum':
    case 'maximum':
      return wrongValue(
        place,
        `${String(error.data)} is out of range; write a number ${rangeWords(minimum, maximum)}`,
      );
    case 'minLength':
      return wrongValue(place, 'is empty; write a text here');
    case 'pattern':
    case 'x-kubernetes-int-or-string':
      return isQuantity(error.parentSchema as Schema | undefined)
        ? wrongQuantity(path, error)
        : wrongNumberOrWord(path, error);
    default:
      return wrongType(path, error);
  }
}

function rangeWords(minimum: number | undefined, maximum: number | undefined): string {
  if (minimum === undefined) return `up to ${String(maximum)}`;
  return maximum === undefined ? `from ${minimum}` : `from ${minimum} to ${maximum}`;
}

function wrongWord(path: FieldPath, {data, schema}: ErrorObject): Finding {
  const words = (schema as string[]).filter((word) => word !== '');
  const list = words.length === 1 ? `must be ${words[0]}` : `must be one of ${words.join(', ')}`;
  if (typeof data !== 'string') return wrongValue({path}, list);
  const [only, another] = similarWords(data, words);
  const isCaseOnly = only !== undefined && another === undefined && only.toLowerCase() === data.toLowerCase();
  const fix: Fix | undefined = isCaseOnly ? {kind: 'value', value: only} : undefined;
  return wrongValue({path}, `${JSON.stringify(data)} is not allowed, it ${list}${didYouMean(data, words)}`, fix);
}

function isQuantity(schema: Schema | undefined): boolean {
  return schema?.pattern === QUANTITY.pattern;
}

/** The pattern tells the words: `^(auto|anytime)$`. */
function wrongNumberOrWord(path: FieldPath, {data, parentSchema}: ErrorObject): Finding {
  const words = (parentSchema as Schema).pattern?.match(/[a-z]+/g) ?? [];
  const expected = [...words, 'a whole number'].join(' or ');
  return wrongValue({path}, new Field(data as Json, path).expected(expected).problem);
}

function wrongQuantity(path: FieldPath, {data, parentSchema}: ErrorObject): Finding {
  const isFloat = typeof data === 'number' && Number.isFinite(data);
  if (!isFloat)
    return wrongValue(
      {path},
      new Field(data as Json, path).expected('a number such as 50, "0.01" or 10m').problem,
    );
  const pattern = new RegExp((parentSchema as Schema).pattern ?? '');
  const milli = Number((data * 1000).toPrecision(12));
  const other = Number.isInteger(milli) ? ` or ${milli}m` : '';
  const message = `a Kubernetes quantity must not be a float, the server refuses ${data}; write "${data}"${other}`;
  return wrongValue({path}, message, pattern.test(String(data)) ? {kind: 'quote'} : undefined);
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  object: 'an object',
  array: 'a list',
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

function wrongType(path: FieldPath, {data, schema, parentSchema}: ErrorObject): Finding {
  const type = String(schema);
  const {problem} = new Field(data as Json, path).expected(TYPE_WORDS[type] ?? 'another value');
  if (typeof data === 'string' && QUOTED[type]?.test(data)) {
    return wrongValue({path}, `${problem}; write ${data}, without quotes`, {kind: 'unquote'});
  }
  if (type !== 'string' || !['number', 'bigint', 'boolean'].includes(typeof data))
    return wrongValue({path}, problem);
  if ((parentSchema as Schema).format === 'duration') {
    return wrongValue({path}, `${problem}; write ${String(data)}s, with a unit`);
  }
  return wrongValue({path}, `${problem}; write "${String(data)}", in quotes`, {kind: 'quote'});
}

/** Texts that are a value of the type, and read as that same value in YAML and JSON. */
const QUOTED: Readonly<Record<string, RegExp>> = {
  integer: /^(?:0|-?[1-9]\d{0,14})$/,
  number: /^(?:0|-?[1-9]\d{0,8}|-?\d\.\d{1,8})$/,
  boolean: /^(?:true|false)$/,
};
