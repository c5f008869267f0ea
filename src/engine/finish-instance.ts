/** 1 for `finish`, 2 for `finish-2`; undefined for another action. */
export function finishNumber(instance: string): number | undefined {
  const found = /^finish(?:-([1-9]\d{0,5}))?$/.exec(instance);
  return found ? Number(found[1] ?? 1) : undefined;
}

export function finishInstance(number: number): string {
  return number === 1 ? 'finish' : `finish-${number}`;
}
