import type {JsonObject} from '../../../experiment/json.js';
import type {User} from '../authorization.js';
import type {Call} from '../call.js';
import {isList, isObject} from '../../../experiment/json.js';
import {VERBS} from '../kinds/resource-type.js';
import {objectOf, textOf, valueAt} from '../object.js';
import type {ServerState} from '../state.js';

/** What the server answers about the user who asks, or about another one; nothing is stored. */
export function review(state: ServerState, call: Call): JsonObject {
  const asked = objectOf(call.body);
  const about = {kind: call.type.kind, apiVersion: `${call.type.group}/${call.type.version}`, metadata: {}};
  switch (call.type.kind) {
    case 'SelfSubjectAccessReview':
      return {...about, spec: asked.spec, status: {allowed: isAllowed(state, call.user, objectOf(asked.spec))}};
    case 'SubjectAccessReview':
      return {
        ...about,
        spec: asked.spec,
        status: {allowed: isAllowed(state, subjectOf(asked), objectOf(asked.spec))},
      };
    case 'SelfSubjectRulesReview':
      return {
        ...about,
        spec: asked.spec,
        status: rulesOf(state, call, textOf(valueAt(asked, 'spec', 'namespace'))),
      };
    default:
      return {...about, status: {userInfo: {username: call.user.name, groups: call.user.groups}}};
  }
}

function subjectOf(asked: JsonObject): User {
  const groups = valueAt(asked, 'spec', 'groups');
  return {name: textOf(valueAt(asked, 'spec', 'user')), groups: isList(groups) ? groups.map(textOf) : []};
}

function isAllowed(state: ServerState, user: User, spec: JsonObject): boolean {
  const {resourceAttributes: asked} = spec;
  const path = textOf(valueAt(spec, 'nonResourceAttributes', 'path'));
  const nowhere = {group: '', resource: '', subresource: '', namespace: '', name: ''};
  if (!isObject(asked)) {
    const verb = textOf(valueAt(spec, 'nonResourceAttributes', 'verb'));
    return state.authorize(user, {...nowhere, verb, path});
  }
  const text = (field: string) => textOf(asked[field]);
  return state.authorize(user, {
    verb: text('verb'),
    group: text('group'),
    resource: text('resource'),
    subresource: text('subresource'),
    namespace: text('namespace'),
    name: text('name'),
    path: '',
  });
}

/** One rule for each kind, with the verbs that are allowed on all its objects. */
function rulesOf({registry, authorize}: ServerState, {user}: Call, namespace: string): JsonObject {
  const resourceRules = registry.types
    .map(({group, plural}) => {
      const attributes = {group, resource: plural, subresource: '', namespace, name: '', path: ''};
      const verbs = VERBS.filter((verb) => authorize(user, {...attributes, verb}));
      return {verbs, apiGroups: [group], resources: [plural]};
    })
    .filter(({verbs}) => verbs.length > 0);
  return {resourceRules, nonResourceRules: [{verbs: ['get'], nonResourceURLs: ['*']}], incomplete: false};
}
