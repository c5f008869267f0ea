import type {Change} from '../../../src/local/apiserver/store.js';
import type {ApiServer} from '../../../src/local/apiserver/start.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {Field} from '../../../src/experiment/field.js';

/** A state of an object as the server stored it, and when that was among all that happened. */
export interface Stored {
  readonly at: number;
  readonly object: JsonObject;
}

/** Everything that a server stored, and what was measured meanwhile, in the order in which it happened. */
export class WorldRecord {
  readonly #states = new Map<string, Stored[]>();
  readonly #delivered = new Map<string, number>();
  #happened = 0;

  constructor(server: ApiServer) {
    server.store.subscribe((change) => this.#note(change));
  }

  states(kind: string, name: string): readonly Stored[] {
    return this.#states.get(`${kind}/${name}`) ?? [];
  }

  latest(kind: string, name: string): Field {
    return new Field(this.states(kind, name).at(-1)?.object);
  }

  /** A value of a version has reached who asked. */
  noteDelivered(trial: string, version: string): void {
    const key = `${trial}/${version}`;
    if (!this.#delivered.has(key)) this.#delivered.set(key, ++this.#happened);
  }

  /** When that was first; undefined: never. */
  firstDelivered(trial: string, version: string): number | undefined {
    return this.#delivered.get(`${trial}/${version}`);
  }

  #note({object}: Change): void {
    const key = [new Field(object).get('kind').text(), new Field(object).get('metadata', 'name').text()].join('/');
    const states = this.#states.get(key) ?? [];
    this.#states.set(key, states);
    states.push({at: ++this.#happened, object});
  }
}
