import {Iter8Error} from '../../errors.js';
import type {ClusterFlags} from '../../runtime/deps.js';
import type {Field} from '../../experiment/field.js';

/** Headers by which one acts as somebody else. */
export type Impersonation = Readonly<Record<string, string | readonly string[]>>;

export function kubeconfigImpersonation(user: Field): Impersonation {
  const texts = (field: Field) => field.items().map((item) => item.requiredText());
  const extra = user.get('as-user-extra').entries();
  return {
    ...headers({
      user: user.get('as').text(),
      uid: user.get('as-uid').text(),
      groups: texts(user.get('as-groups')),
    }),
    ...Object.fromEntries(
      extra.map(([key, values]) => [`Impersonate-Extra-${encodeURIComponent(key)}`, texts(values)]),
    ),
  };
}

/**
 * What `--as`, `--as-group` and `--as-uid` say, instead of all that the kubeconfig says.
 *
 * @returns undefined without `--as`
 * @throws Iter8Error INVALID for what cannot be sent
 */
export function flagImpersonation(flags: ClusterFlags): Impersonation | undefined {
  const {as: user, 'as-uid': uid, 'as-group': groups = []} = flags;
  if (user === undefined) return undefined;
  requireSendable('as', user);
  groups.forEach((group) => requireSendable('as-group', group));
  if (uid !== undefined) requireSendable('as-uid', uid);
  return headers({user, uid, groups});
}

/** What a header can hold, and no blank at an end, which would be lost on the way. */
function requireSendable(flag: string, text: string): void {
  if (/^[!-~](?:[ -~]*[!-~])?$/.test(text)) return;
  throw new Iter8Error(
    'INVALID',
    `--${flag} wants a name of visible ASCII characters`,
    'such as --as jane or --as system:serviceaccount:shop:deployer',
  );
}

interface Subject {
  readonly user: string | undefined;
  readonly uid: string | undefined;
  readonly groups: readonly string[];
}

function headers({user, uid, groups}: Subject): Impersonation {
  return {
    ...(user ? {'Impersonate-User': user} : {}),
    ...(uid ? {'Impersonate-Uid': uid} : {}),
    ...(groups.length > 0 ? {'Impersonate-Group': groups} : {}),
  };
}
