import type {JsonObject} from '../experiment/json.js';
import type {Ports, StatusToWrite} from './ports.js';
import type {EngineEvent} from './step/effects.js';

/** An Experiment that lives in this process: the port to its resource where there is no cluster. */
export class MemoryStore implements Pick<Ports, 'readExperiment' | 'writeStatus'> {
  readonly #events: EngineEvent[] = [];
  #resource: JsonObject;

  constructor(resource: JsonObject) {
    this.#resource = resource;
  }

  get resource(): JsonObject {
    return this.#resource;
  }

  /** All events so far. */
  get events(): readonly EngineEvent[] {
    return this.#events;
  }

  /** What somebody else does to the resource: an annotation, an edit of the spec. */
  change(edit: (resource: JsonObject) => JsonObject): void {
    this.#resource = edit(this.#resource);
  }

  readonly readExperiment = (): Promise<JsonObject> => Promise.resolve(this.#resource);

  readonly writeStatus = ({status, events}: StatusToWrite): Promise<JsonObject> => {
    this.#resource = {...this.#resource, status};
    this.#events.push(...events);
    return Promise.resolve(this.#resource);
  };
}
