import {Iter8Error} from '../errors.js';

/** Whether the server has no such object, or no such kind. */
export function isNotFound(error: unknown): boolean {
  return error instanceof Iter8Error && error.code === 'NOT_FOUND';
}

/**
 * What was read, or undefined where there is no such object.
 *
 * @throws what the reading rejects with, but for NOT_FOUND
 */
export async function ifThere<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
