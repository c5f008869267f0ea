/** 1 for `finish`, 2 for `finish-2`; undefined for another action. */
export function finishNumber(instance: string): number | undefined {
  const found = /^finish(?:-([1-9]\d{0,5}))?$/.exec(instance);
  return found ? Number(found[1] ?? 1) : undefined;
}

export function finishInstance(number: number): string {
  return number === 1 ? 'finish' : `finish-${number}`;
}

/** Behind all loops. */
const FINISH_PLACE = 1e9;

/** Where a run of an action stands in the order of time: a cluster keeps the keys of an object in alphabetical order. */
export function placeOf(instance: string): number {
  const finish = finishNumber(instance);
  if (finish !== undefined) return FINISH_PLACE + finish;
  return instance.startsWith('loop-') ? Number(instance.slice('loop-'.length)) || 0 : 0;
}
