import {setPathProblem} from '../../helm-inputs.js';
import {readHelmexInputs} from '../../helmex-inputs.js';
import {type Finding, wrongField, wrongValue} from '../finding.js';
import type {Place} from '../place.js';

/** What `common/promote-helm` needs beyond the types of its inputs. */
export function checkPromoteHelm(inputs: Place): Finding[] {
  const paths = inputs.get('set').items().map((each) => each.get('name')); // prettier-ignore
  return paths.flatMap((path) => {
    const problem = setPathProblem(path.text() ?? 'missing');
    return problem === undefined ? [] : [wrongValue(path, problem)];
  });
}

/** What `gitops/helmex-update` needs beyond the types of its inputs. */
export function checkHelmexUpdate(inputs: Place): Finding[] {
  if (!['gitRepo', 'filePath'].every((name) => inputs.get(name).exists)) return [];
  const read = readHelmexInputs({
    text: (name) => inputs.get(name).text(),
    boolean: (name) => inputs.get(name).boolean(),
  });
  if (!('problem' in read)) return [];
  const place = inputs.get(read.input);
  return [place.exists ? wrongValue(place, read.problem) : wrongField(inputs, `${read.input} ${read.problem}`)];
}
