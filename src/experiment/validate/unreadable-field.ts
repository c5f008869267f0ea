import {FieldError, formatPath} from '../field.js';
import type {JsonObject} from '../json.js';
import {parseExperiment} from '../parse.js';
import {type Finding, wrongField, wrongValue} from './finding.js';

/**
 * The first field of an Experiment that all other commands refuse, although its schema takes it; nothing where an error
 * that is known already is the reason, or may be.
 *
 * @param known what was found before
 */
export function findUnreadableField(resource: JsonObject, known: readonly Finding[]): Finding[] {
  const error = fieldErrorOf(resource);
  if (!error || known.some((finding) => finding.severity === 'error' && explains(finding, error))) return [];
  return [toFinding(error)];
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
