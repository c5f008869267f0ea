/** Who waits for a turn, or has it. */
export interface Place {
  /** Of the Lease. */
  readonly name: string;
  readonly commit: string;
  readonly committedAt: Date;
  /** When the server first saw it. */
  readonly arrivedAt: Date;
  readonly renewedAt: Date;
}

/** All who wait for the turn of one Service, and who has it. */
export interface Queue {
  readonly waiting: readonly Place[];
  readonly holder: Place | undefined;
}

/** Whoever has not renewed for so long is not there any more. */
export const LIFE_MS = 60_000;

/**
 * Who is to be waited for: whoever has the turn, else the one whose commit is the oldest; of commits of one second, whoever
 * came first.
 *
 * @param own the name of one's own Lease among those that wait
 * @returns undefined: it is one's own turn
 */
export function placeAhead({waiting, holder}: Queue, own: string, now: Date): Place | undefined {
  if (holder && isAlive(holder, now)) return holder;
  const [first] = waiting.filter((place) => place.name === own || isAlive(place, now)).sort(byTurn);
  return first?.name === own ? undefined : first;
}

export function isAlive({renewedAt}: Place, now: Date): boolean {
  return now.getTime() - renewedAt.getTime() < LIFE_MS;
}

function byTurn(a: Place, b: Place): number {
  return (
    a.committedAt.getTime() - b.committedAt.getTime() ||
    a.arrivedAt.getTime() - b.arrivedAt.getTime() ||
    (a.name < b.name ? -1 : 1)
  );
}
