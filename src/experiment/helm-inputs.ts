/**
 * What is wrong with the path of a value that helm is to set: the characters by which helm would read more than one path.
 *
 * @returns in words, after the name of the input
 */
export function setPathProblem(path: string): string | undefined {
  if (path.trim() !== '' && !/[,={}]/.test(path)) return undefined;
  return `${JSON.stringify(path)} is no path of a single value, such as image.tag`;
}
