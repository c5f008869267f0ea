import {FieldError, type FieldPath, formatPath} from '../field.js';
import {isObject, type Json, type JsonObject} from '../json.js';
import {parseExperiment} from '../parse.js';
import {type Finding, wrongField, wrongValue} from './finding.js';

/** One round reads the whole experiment. */
const MOST_ROUNDS = 20;

/**
 * The fields of an Experiment that all other commands refuse, although its schema takes them; without those for which an
 * error that is known already is the reason. Each is taken for absent when the next is looked for.
 *
 * @param known what was found before
 */
export function findUnreadableFields(resource: JsonObject, known: readonly Finding[]): Finding[] {
  const errors = known.filter(({severity}) => severity === 'error');
  const found: Finding[] = [];
  let rest: Json = resource;
  for (let round = 0; round < MOST_ROUNDS && isObject(rest); round += 1) {
    const error = fieldErrorOf(rest);
    if (!error) break;
    if (![...errors, ...found].some((finding) => explains(finding, error))) found.push(toFinding(error));
    if (error.problem === 'is missing') break;
    rest = withoutValue(rest, error.path);
  }
  return found;
}

function withoutValue(value: Json, [key, ...inner]: FieldPath): Json {
  if (key === undefined) return null;
  if (Array.isArray(value)) {
    return value.map((item: Json, index) => (index === key ? withoutValue(item, inner) : item));
  }
  return isObject(value) ? {...value, [key]: withoutValue(value[key] ?? null, inner)} : value;
}

/** A wrong value here or above; or that the field is missing, said of whichever object is there. */
function explains({path, at, message}: Finding, error: FieldError): boolean {
  if (!path.every((key, index) => key === error.path[index])) return false;
  return at === 'value' || message.startsWith(`${formatPath(error.path.slice(path.length))} is missing`);
}

function fieldErrorOf(resource: JsonObject): FieldError | undefined {
  try {
    parseExperiment(resource);
    return undefined;
  } catch (error) {
    if (error instanceof FieldError) return error;
    throw error;
  }
}

function toFinding({path, problem}: FieldError): Finding {
  return problem === 'is missing'
    ? wrongField({path: path.slice(0, -1)}, `${String(path.at(-1))} is missing`)
    : wrongValue({path}, problem);
}
