import type {LookTime} from './group-sequential.js';

/** How one goes from look to look. */
export interface Way<Plan, Course> {
  /** @param before undefined at the first look */
  readonly follow: (before: Course | undefined, look: LookTime, plan: Plan) => Course;
  readonly isSamePlan: (one: Plan, other: Plan) => boolean;
}

interface KnownCourse<Plan, Course> {
  readonly looks: readonly LookTime[];
  readonly plan: Plan;
  readonly course: Course;
}

/** By the information of the last look. All metrics of a version mostly have the same looks. */
type ByInformation<Plan, Course> = Map<number, KnownCourse<Plan, Course>[]>;

const MOST_KNOWN = 1000;

/** What is known after looks, each of which goes on from the one before. */
export class KnownCourses<Plan, Course> {
  readonly #way: Way<Plan, Course>;
  /** When there are so many newer ones, the older ones are forgotten that nobody has asked for since. */
  #newer: ByInformation<Plan, Course> = new Map();
  #older: ByInformation<Plan, Course> = new Map();
  #newerCount = 0;

  constructor(way: Way<Plan, Course>) {
    this.#way = way;
  }

  /**
   * The course after the last of some looks, which goes on from the longest part of them that is known.
   *
   * @param looks not empty, the newest last
   */
  after(looks: readonly LookTime[], plan: Plan): Course {
    let count = looks.length;
    let known = this.#recall(looks, count, plan);
    if (known) return known.course;
    while (!known && count > 1) known = this.#recall(looks, (count -= 1), plan);
    const {follow} = this.#way;
    let course = known?.course ?? follow(undefined, looks[0]!, plan);
    for (const look of looks.slice(known ? count : 1)) course = follow(course, look, plan);
    this.#remember({looks, plan, course});
    return course;
  }

  /** That of the first `count` looks. */
  #recall(looks: readonly LookTime[], count: number, plan: Plan): KnownCourse<Plan, Course> | undefined {
    const {information} = looks[count - 1]!;
    const isWanted = (known: KnownCourse<Plan, Course>) =>
      this.#way.isSamePlan(known.plan, plan) && hasLooks(known.looks, looks, count);
    const known = this.#newer.get(information)?.find(isWanted);
    if (known) return known;
    const earlier = this.#older.get(information)?.find(isWanted);
    if (earlier) this.#remember(earlier);
    return earlier;
  }

  #remember(known: KnownCourse<Plan, Course>): void {
    if (this.#newerCount >= MOST_KNOWN) {
      this.#older = this.#newer;
      this.#newer = new Map();
      this.#newerCount = 0;
    }
    const {information} = known.looks.at(-1)!;
    this.#newer.set(information, [...(this.#newer.get(information) ?? []), known]);
    this.#newerCount += 1;
  }
}

/** The newest look tells most of them apart. */
function hasLooks(known: readonly LookTime[], looks: readonly LookTime[], count: number): boolean {
  if (known.length !== count) return false;
  for (let index = count - 1; index >= 0; index -= 1) {
    const [one, other] = [known[index]!, looks[index]!];
    if (one.time !== other.time || one.information !== other.information) return false;
  }
  return true;
}
