import {Iter8Error} from '../../errors.js';
import {FieldError, Field, formatPath} from '../../experiment/field.js';
import {isObject, type JsonObject} from '../../experiment/json.js';
import {kindOf} from '../../experiment/reading/resource.js';
import type {FurtherExamination} from '../../experiment/validate/diagnosis.js';
import {type Finding, wrongValue} from '../../experiment/validate/finding.js';
import {readExperimentResource} from '../../engine/experiment-resource.js';
import {serverOpinion} from './opinion.js';
import {checkAccounts} from './rules/accounts.js';
import {checkHandlers} from './rules/handlers.js';
import {checkMetrics} from './rules/metrics.js';
import {checkPrograms} from './rules/programs.js';
import {checkRights} from './rules/rights.js';
import {checkSecrets} from './rules/secrets.js';
import {checkTarget} from './rules/target.js';
import {checkWeights} from './rules/weights.js';
import {type Rule, type Subject, subjectOf, type World} from './world.js';

const RULES: readonly Rule[] = [
  checkMetrics,
  checkWeights,
  checkTarget,
  checkSecrets,
  checkAccounts,
  checkHandlers,
  checkRights,
  checkPrograms,
];

/**
 * Checks Experiments and Metrics against a cluster, as far as we may look: what the server says of them, and for an
 * Experiment whether all is there that it will need.
 *
 * @param enter asked once, when the first of them is checked
 * @returns rejects with Iter8Error UNREACHABLE, or FORBIDDEN where the server does not accept who we are
 */
export function examineOnServer(enter: () => Promise<World>): FurtherExamination {
  let entered: Promise<World> | undefined;
  return async (resource, known) => {
    const world = await (entered ??= enter());
    const placed = inNamespace(resource.value, world.cluster.namespace);
    const {findings, hasPlace} = await serverOpinion(placed, world);
    const isExperiment = hasPlace && kindOf(placed) === 'Experiment';
    const more = isExperiment ? await checkExperiment(placed, world) : [];
    return withoutKnown([...findings, ...more], known);
  };
}

function inNamespace(resource: JsonObject, namespace: string): JsonObject {
  const metadata = isObject(resource.metadata) ? resource.metadata : {};
  return {...resource, metadata: {namespace, ...metadata}};
}

async function checkExperiment(resource: JsonObject, world: World): Promise<readonly Finding[]> {
  const subject = readSubject(resource);
  if ('severity' in subject) return [subject];
  const found = [];
  for (const rule of RULES) found.push(...(await apply(rule, subject, world)));
  return found;
}

/** A field that holds another type than it must is told by its text; a rule that needs it finds nothing. */
async function apply(rule: Rule, subject: Subject, world: World): Promise<readonly Finding[]> {
  try {
    return await rule(subject, world);
  } catch (error) {
    if (error instanceof FieldError) return [];
    throw error;
  }
}

function readSubject(resource: JsonObject): Subject | Finding {
  try {
    return subjectOf(readExperimentResource(resource));
  } catch (error) {
    return unreadable(error);
  }
}

/** What the engine refuses to read at all. */
function unreadable(error: unknown): Finding {
  if (error instanceof FieldError) return wrongValue(error, error.problem);
  if (!(error instanceof Iter8Error) || error.code !== 'INVALID') throw error;
  const words = error.hint === undefined ? error.message : `${error.message}; ${error.hint}`;
  return wrongValue(new Field(undefined, ['apiVersion']), words);
}

/** A mistake that the text shows already is told there, with what to write instead. */
function withoutKnown(findings: readonly Finding[], known: readonly Finding[]): readonly Finding[] {
  const mistakes = new Set(known.filter(({severity}) => severity === 'error').map(({path}) => formatPath(path)));
  return findings.filter(({path}) => path.length === 0 || !mistakes.has(formatPath(path)));
}
