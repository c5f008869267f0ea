import {parseRemote} from '../../experiment/git-remote.js';
import {type HelmexInputs, readHelmexInputs} from '../../experiment/helmex-inputs.js';
import type {WrongInput} from '../../experiment/notification-inputs.js';
import type {ActionItem} from '../action.js';
import {inputOf} from '../inputs.js';

const SECRET = 'ghtoken';

/** @returns the first input that cannot be used, where there is one */
export function readRequest({inputs}: ActionItem): HelmexInputs | WrongInput {
  return readHelmexInputs({
    text: (name) => inputOf(inputs, name).text(),
    boolean: (name) => inputOf(inputs, name).boolean(),
  });
}

/**
 * What is wrong with an item besides its types.
 *
 * @returns in words, after the place of the item
 */
export function checkHelmexItem(item: ActionItem): string | undefined {
  const read = readRequest(item);
  return 'problem' in read ? `has a wrong input: with.${read.input}: ${read.problem}` : undefined;
}

/** The Secret with the token; without a pull request, a repository that no token opens needs none. */
export function helmexSecretOf({inputs}: ActionItem): string | undefined {
  const name = inputOf(inputs, 'secretName').text();
  const remote = parseRemote(inputOf(inputs, 'gitRepo').text() ?? '');
  const isHttps = typeof remote === 'object' && remote.kind === 'https';
  const isPullRequest = inputOf(inputs, 'pullRequest').boolean() === true;
  if (name === undefined && !isHttps && !isPullRequest) return undefined;
  const namespace = inputOf(inputs, 'secretNamespace').text();
  return `${namespace === undefined ? '' : `${namespace}/`}${name ?? SECRET}`;
}
