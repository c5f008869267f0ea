import {EventEmitter, getEventListeners} from 'node:events';
import {readdirSync, readlinkSync} from 'node:fs';
import {Session} from 'node:inspector/promises';
import {Socket} from 'node:net';
import {clearTimeout, setTimeout} from 'node:timers';
import {isMainThread} from 'node:worker_threads';
import {plantLeak} from './leak.js';

/**
 * In the process whose resources are measured, from its beginning on (`node --expose-gc --import`): says what it holds
 * whenever its parent asks. With SOAK_LEAK it leaks on purpose.
 */

/** @typedef {{now: number, heapBytes: number, residentBytes: number, counts: import('./law.js').Counts}} Measurement */

const DESCRIPTORS = '/proc/self/fd';
const inspector = new Session();
inspector.connect();
const objectGroup = 'soak';

/** What time it is for whatever is measured. */
let clock = Date.now;

const timer = setTimeout(() => undefined, 0);
clearTimeout(timer);
const Timer = timer.constructor;

/** @param {() => number} now milliseconds since 1970 */
export function setClock(now) {
  clock = now;
}

/** @param {boolean} isWhole whether all objects are counted too, which takes most of a second @returns {Promise<Measurement>} */
async function measure(isWhole) {
  globalThis.gc?.();
  const counts = {...handleCounts(), ...(isWhole && (await objectCounts()))};
  globalThis.gc?.();
  const {heapUsed, rss} = process.memoryUsage();
  return {now: clock(), heapBytes: heapUsed, residentBytes: rss, counts};
}

function handleCounts() {
  const links = readdirSync(DESCRIPTORS).map(linkOf);
  const active = process.getActiveResourcesInfo();
  return {
    'file descriptors': links.length,
    'sockets of the system': links.filter((link) => link.startsWith('socket:')).length,
    'timers that are awaited': active.filter((kind) => kind === 'Timeout').length,
    'active resources': active.length,
  };
}

/** What one object adds to the counts: whatever holds it, the heap knows it. @type {Readonly<Record<string, (object: object) => number>>} */
const ADDED = {
  'entries of all maps': (object) => (object instanceof Map ? object.size : 0),
  'entries of all sets': (object) => (object instanceof Set ? object.size : 0),
  'elements of all lists': (object) => (Array.isArray(object) ? object.length : 0),
  'listeners of all emitters': (object) => (object instanceof EventEmitter ? listenersOf(object) : 0),
  'listeners of all abort signals': (object) =>
    object instanceof AbortSignal ? getEventListeners(object, 'abort').length : 0,
  'abort signals': (object) => Number(object instanceof AbortSignal),
  promises: (object) => Number(object instanceof Promise),
  timers: (object) => Number(object instanceof Timer),
  sockets: (object) => Number(object instanceof Socket),
};

/** @param {EventEmitter} emitter */
function listenersOf(emitter) {
  return emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0);
}

/** Over all objects that are still there after the heap was cleared. */
async function objectCounts() {
  const objects = (await allObjects()).filter((object) => !Object.hasOwn(object, 'constructor')); // no prototypes
  const sums = Object.entries(ADDED).map(([name, added]) => {
    return [name, objects.reduce((sum, object) => sum + added(object), 0)];
  });
  return Object.fromEntries(sums);
}

async function allObjects() {
  /** @type {object[]} */
  let found = [];
  Object.assign(globalThis, {soakTake: (/** @type {object[]} */ all) => (found = all)});
  const {result} = await inspector.post('Runtime.evaluate', {expression: 'Object.prototype', objectGroup});
  const prototypeObjectId = result.objectId ?? '';
  const answer = await inspector.post('Runtime.queryObjects', {prototypeObjectId, objectGroup});
  const {objects} = /** @type {import('node:inspector').Runtime.QueryObjectsReturnType} */ (
    /** @type {unknown} */ (answer)
  ); // its types are wrong
  const functionDeclaration = 'function () { soakTake(this); }';
  await inspector.post('Runtime.callFunctionOn', {objectId: objects.objectId ?? '', functionDeclaration});
  await inspector.post('Runtime.releaseObjectGroup', {objectGroup});
  Reflect.deleteProperty(globalThis, 'soakTake');
  return found;
}

/** @param {string} descriptor */
function linkOf(descriptor) {
  try {
    return readlinkSync(`${DESCRIPTORS}/${descriptor}`);
  } catch {
    return ''; // it was that of reading the folder
  }
}

if (isMainThread) {
  process.on('message', (request) => {
    void measure(request === 'whole').then((measurement) => process.send?.(measurement));
  });
  process.once('disconnect', () => process.exit()); // never outlives the soak
  process.channel?.unref();
  plantLeak(process.env.SOAK_LEAK);
}
