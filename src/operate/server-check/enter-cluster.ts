import {setMaxListeners} from 'node:events';
import type {Cluster} from '../../cluster/port.js';
import type {SourceText} from '../../experiment/reading/source.js';
import {FileObjects} from './file-objects.js';
import {findController} from './find-controller.js';
import {ifAllowed, type World} from './world.js';

export interface Entrance extends Pick<World, 'cluster' | 'hasProgram' | 'signal'> {
  /** The files that are checked together. */
  readonly sources: Iterable<SourceText>;
  readonly onNote: (text: string) => void;
}

/** Looks around in a cluster before the first experiment is checked against it. Each note is told once. */
export async function enterCluster({sources, onNote, ...entrance}: Entrance): Promise<World> {
  const told = new Set<string>();
  const note = (text: string) => {
    if (!told.has(text)) onNote(text);
    told.add(text);
  };
  const {cluster, signal} = entrance;
  setMaxListeners(0, signal); // each request listens, and Node would warn of more than ten
  const controller = await ifAllowed({note}, controllerIn(cluster, {signal, note}));
  return {...entrance, controller, note, inFiles: await FileObjects.read(sources, cluster.namespace)};
}

async function controllerIn(cluster: Cluster, {signal, note}: Pick<World, 'signal' | 'note'>) {
  const controller = await findController(cluster, signal);
  if (!controller) {
    note(`iter8ctl has installed no controller at ${cluster.server}; one that runs elsewhere cannot be seen`);
  }
  return controller;
}
