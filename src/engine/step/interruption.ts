import {type ActionItem, nameOfItem} from '../../tasks/action.js';
import {mayRepeat} from '../../tasks/registry.js';

/**
 * Why an action cannot go on after whoever ran it is gone: nobody knows how far an item got, and to do it twice may do harm.
 *
 * @param begun places of the items that were begun, and have no end
 * @returns undefined when it can
 */
export function interruptionOf(items: readonly ActionItem[], begun: ReadonlySet<number>): string | undefined {
  const interrupted = items.find((item) => begun.has(item.index) && !mayRepeat(item));
  if (!interrupted) return undefined;
  const name = `task ${interrupted.index + 1} (${nameOfItem(interrupted)})`;
  return `${name} was interrupted and is not of a kind that may be repeated; see what it has done, and finish it by hand`;
}
