import type {JsonObject} from '../../../src/experiment/json.js';
import {WISH_ANNOTATION} from '../../../src/experiment/wish.js';
import type {World} from './world.js';

/** What somebody does who wants a run to end. */
export function wishToAbort({store}: World): void {
  store.change((resource) => ({
    ...resource,
    metadata: {...(resource.metadata as JsonObject), annotations: {[WISH_ANNOTATION]: 'abort'}},
  }));
}
