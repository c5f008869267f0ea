import type {JsonObject} from '../../../experiment/json.js';
import {nameOf} from '../object.js';
import {BUILTIN_KINDS} from './builtin.js';
import {customTypes} from './custom.js';
import type {ResourceType} from './resource-type.js';
import {byPriority} from './version-priority.js';

/** A group with its kinds, the preferred version first. */
export interface Group {
  readonly name: string;
  readonly versions: readonly string[];
  readonly types: readonly ResourceType[];
}

/** The kinds that are served now: the built-in ones and those of CustomResourceDefinitions. */
export class Registry {
  readonly #defined = new Map<string, readonly ResourceType[]>();
  #types: readonly ResourceType[] = BUILTIN_KINDS;

  get types(): readonly ResourceType[] {
    return this.#types;
  }

  find(group: string, version: string, plural: string): ResourceType | undefined {
    return this.#types.find((type) => type.plural === plural && type.group === group && type.version === version);
  }

  /** The kind of a stored object, in any of its versions. */
  ofStorage(storage: string): ResourceType | undefined {
    return this.#types.find((type) => type.storage === storage);
  }

  groups(): readonly Group[] {
    const names = [...new Set(this.#types.map(({group}) => group))];
    return names.map((name) => {
      const types = this.#types.filter(({group}) => group === name);
      return {name, types, versions: [...new Set(types.map(({version}) => version))].sort(byPriority)};
    });
  }

  /** Serves what a CustomResourceDefinition defines; a kind of ours that it defines anew is its own from now on. */
  define(definition: JsonObject): void {
    this.#defined.set(nameOf(definition), customTypes(definition));
    this.#refresh();
  }

  remove(definition: JsonObject): void {
    this.#defined.delete(nameOf(definition));
    this.#refresh();
  }

  #refresh(): void {
    const custom = [...this.#defined.values()].flat();
    const redefined = new Set(custom.map(({storage}) => storage));
    this.#types = [...BUILTIN_KINDS.filter(({storage}) => !redefined.has(storage)), ...custom];
  }
}
