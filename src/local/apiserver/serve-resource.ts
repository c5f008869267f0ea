import {isObject, type JsonObject} from '../../experiment/json.js';
import {type Answer, json, plain} from './answer.js';
import {badRequest, methodNotAllowed, notFound} from './api-error.js';
import {type Call, isTrue, numberParameter} from './call.js';
import {jsonText} from './json-text.js';
import {present} from './present.js';
import type {ServerState} from './state.js';
import {type View, viewList, viewObject} from './table/view.js';
import {create} from './verbs/create.js';
import {remove, removeAll} from './verbs/delete.js';
import {type Lists, selectionOf, selectObjects} from './verbs/list.js';
import {patch} from './verbs/patch.js';
import {review} from './verbs/review.js';
import {getScale, patchScale, replaceScale} from './verbs/scale.js';
import {replace} from './verbs/update.js';
import {Watch} from './verbs/watch.js';

/** The verb of a request as RBAC names it. */
export function verbOf(method: string, call: Pick<Call, 'name' | 'query'>): string {
  const isOne = call.name !== '';
  switch (method) {
    case 'GET':
    case 'HEAD':
      return isTrue(call.query, 'watch') ? 'watch' : isOne ? 'get' : 'list';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return isOne ? 'delete' : 'deletecollection';
    default:
      throw methodNotAllowed();
  }
}

/** Answers a request about objects of one kind. */
export function serveResource(state: ServerState, lists: Lists, call: Call, asked: Asked): Answer {
  if (call.type.isReview) {
    if (asked.verb !== 'create') throw methodNotAllowed();
    return json(review(state, call), 201);
  }
  if (call.type.warning !== undefined) call.warn(call.type.warning);
  if (call.subresource === 'log') return serveLog(state, call);
  if (call.subresource === 'scale') return serveScale(state, call, asked.verb);
  return serveObjects(state, lists, call, asked);
}

export interface Asked {
  readonly verb: string;
  readonly view: View;
}

function serveObjects(state: ServerState, lists: Lists, call: Call, {verb, view}: Asked): Answer {
  const shown = (object: JsonObject, code = 200) => json(viewObject(view, call.type, object), code);
  switch (verb) {
    case 'get':
      return shown(find(state, call));
    case 'list': {
      const {objects, metadata} = lists.list(call);
      return json(viewList(view, call.type, objects, metadata));
    }
    case 'watch':
      return serveWatch(state, call, view);
    case 'create':
      if (call.name || (call.type.isNamespaced && !call.namespace)) throw methodNotAllowed();
      return shown(create(state, call, bodyOf(call)), 201);
    case 'update':
      if (!call.name) throw methodNotAllowed();
      return shown(replace(state, call, bodyOf(call)));
    case 'patch': {
      if (!call.name) throw methodNotAllowed();
      const {object, isNew} = patch(state, call);
      return shown(object, isNew ? 201 : 200);
    }
    case 'delete':
      return json(remove(state, call));
    default:
      return json(removeAll(state, call, selectObjects(state, call, selectionOf(call))));
  }
}

function find({store}: ServerState, {type, namespace, name}: Call): JsonObject {
  const stored = store.get(type.storage, namespace, name);
  if (!stored) throw notFound(type, name);
  return present(type, stored);
}

function bodyOf({body}: Call): JsonObject {
  if (!isObject(body)) throw badRequest('the body of the request must be an object');
  return body;
}

function serveWatch(state: ServerState, call: Call, view: View): Answer {
  const watch = new Watch(state, call, view);
  return {
    kind: 'stream',
    contentType: 'application/json',
    timeoutSeconds: numberParameter(call.query, 'timeoutSeconds') || 1800,
    open: ({write, end}) => {
      watch.start({tell: (event) => write(`${jsonText({...event})}\n`), end});
      return {close: () => watch.stop(), beat: () => watch.bookmark()};
    },
  };
}

function serveScale(state: ServerState, call: Call, verb: string): Answer {
  if (verb === 'get') return json(getScale(state, call));
  if (verb === 'update') return json(replaceScale(state, call, bodyOf(call)));
  if (verb === 'patch') return json(patchScale(state, call));
  throw methodNotAllowed();
}

function serveLog(state: ServerState, call: Call): Answer {
  find(state, call);
  const {logs} = state;
  const text = lastLines(logs.text(call.namespace, call.name), numberParameter(call.query, 'tailLines'));
  if (!isTrue(call.query, 'follow')) return plain(text);
  return {
    kind: 'stream',
    contentType: 'text/plain',
    timeoutSeconds: undefined,
    open: ({write, end}) => {
      write(text);
      const close = logs.follow(call.namespace, call.name, (more, isComplete) => {
        write(more);
        if (isComplete) end();
      });
      return {close, beat: () => undefined};
    },
  };
}

function lastLines(text: string, count: number | undefined): string {
  if (count === undefined) return text;
  const lines = text.split(/(?<=\n)/);
  return lines.slice(Math.max(0, lines.length - count)).join('');
}
