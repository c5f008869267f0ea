import {load} from 'js-yaml';
import type {Json} from '../../../experiment/json.js';
import {badRequest} from '../api-error.js';

/** @throws ApiError 400 if it is no YAML */
export function loadYaml(text: string): Json {
  try {
    return load(text) as Json;
  } catch (error) {
    throw badRequest(
      `the body of the request cannot be read: ${error instanceof Error ? error.message : 'no YAML'}`,
    );
  }
}
