import {Field} from '../field.js';
import type {JsonObject} from '../json.js';
import {type Experiment, isCompleted} from '../model.js';
import {WISH_ANNOTATION} from '../wish.js';
import {type Loss, objectOf} from './conversion.js';

/** Metadata with the wish that a user had written into an old experiment: to pause it. */
export function withWish(metadata: JsonObject, experiment: Experiment): JsonObject {
  const resource = new Field(experiment.source);
  const words = [resource.get('action').text(), resource.get('spec', 'manualOverride', 'action').text()];
  if (!words.includes('pause') || isCompleted(experiment)) return metadata;
  return {...metadata, annotations: {...objectOf(metadata.annotations), [WISH_ANNOTATION]: 'pause'}};
}

/** What to say of other wishes: they were for a run that is over, or not begun. */
export function actionLosses({name}: Experiment, action: Field): Loss[] {
  const word = action.text();
  if (word === undefined || word === 'pause' || word === 'resume' || word === '') return [];
  const reason = `${word} is not carried out: end a run with iter8ctl abort ${name}, which gives all traffic to the baseline`;
  return [{path: action.path, reason}];
}
