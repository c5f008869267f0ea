import {isObject, type Json, type JsonObject} from '../json.js';
import {compact, listOf, type Loss, nonEmpty} from './conversion.js';

const OLD_FINALIZERS: readonly Json[] = ['experiments.iter8.tools.finalizer', 'finalizer.iter8-tools'];

/** Without those of engines that no longer run. */
export function lastingFinalizers(finalizers: readonly Json[]): readonly Json[] {
  return finalizers.filter((name) => !OLD_FINALIZERS.includes(name));
}

/** All of the metadata but the finalizers of engines that no longer run: with them, deleting would wait forever. */
export function convertMetadata({metadata}: JsonObject): Json | undefined {
  if (!isObject(metadata) || !Array.isArray(metadata.finalizers)) return metadata;
  return compact({...metadata, finalizers: nonEmpty(lastingFinalizers(listOf(metadata.finalizers)))});
}

export function metadataLosses({metadata}: JsonObject): Loss[] {
  const finalizers = isObject(metadata) ? listOf(metadata.finalizers) : [];
  return finalizers.flatMap((name, index) =>
    OLD_FINALIZERS.includes(name)
      ? [
          {
            path: ['metadata', 'finalizers', index],
            reason: 'left out: deletion would wait for an engine that is gone',
          },
        ]
      : [],
  );
}
