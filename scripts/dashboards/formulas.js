/** @typedef {import('../../src/metrics/ready-made/stacks.js').Stack} Stack */
/** @typedef {'baseline' | 'candidate'} Role */

/** Values of the variables: one name, or several as Grafana joins them for a pattern. @type {Readonly<Record<Role, string>>} */
const PICKS = {baseline: '="$baseline"', candidate: '=~"$candidate"'};

/** PromQL of the ready-made metrics of a stack for the versions of one role, each version a series of its own. */
export class Formulas {
  /** @param {Stack} stack @param {{version: string, namespace?: string}} labels @param {Role} role */
  constructor(stack, labels, role) {
    this.stack = stack;
    this.labels = labels;
    this.role = role;
  }

  /** @param {string} window */
  count(window) {
    return this.#sum('increase', this.#own(this.stack.requests), window);
  }

  /** @param {string} window */
  rate(window) {
    return this.#sum('rate', this.#own(this.stack.requests), window);
  }

  /** Of the requests to all versions that are shown. @param {string} window */
  share(window) {
    const [baseline, candidates] = /** @type {const} */ (['baseline', 'candidate']).map((role) => {
      return `rate(${this.stack.requests}{${this.#matchers(role)}}${window})`;
    });
    return `${this.rate(window)} / on () group_left () sum(${baseline} or ${candidates})`;
  }

  /** 0 where there are answers and none is an error. @param {string} window */
  errors(window) {
    const {counter, errors} = this.stack.answers;
    const failed = this.#own(counter, errors.replaceAll("'", '"'));
    return `(${this.#sum('rate', failed, window)} or 0 * ${this.#answers(window)})`;
  }

  /** @param {string} window */
  errorRate(window) {
    return `${this.errors(window)} / ${this.#answers(window)}`;
  }

  /** In the unit of the histogram. @param {string} window */
  mean(window) {
    const [sum, count] = ['sum', 'count'].map((part) => {
      return this.#sum('rate', this.#own(`${this.stack.latency.histogram}_${part}`), window);
    });
    return `${sum} / ${count}`;
  }

  /** In the unit of the histogram. @param {number} quantile 0 to 1 @param {string} window */
  quantile(quantile, window) {
    const buckets = this.#own(`${this.stack.latency.histogram}_bucket`);
    return `histogram_quantile(${quantile}, ${this.#sum('rate', buckets, window, 'le')})`;
  }

  /** @param {string} window */
  #answers(window) {
    return this.#sum('rate', this.#own(this.stack.answers.counter), window);
  }

  /** @param {'rate' | 'increase'} growth @param {string} series @param {string} window @param {string[]} kept labels */
  #sum(growth, series, window, ...kept) {
    return `sum by (${[...kept, this.labels.version].join(', ')}) (${growth}(${series}${window}))`;
  }

  /** @param {string} metric @param {string[]} matchers */
  #own(metric, ...matchers) {
    return `${metric}{${[this.#matchers(this.role), ...matchers].join(', ')}}`;
  }

  /** As the ready-made metrics pick a version, but for the labels that variables hold. @param {Role} role */
  #matchers(role) {
    const {version, namespace} = this.labels;
    const fixed = this.stack.version.split(',').filter((matcher) => {
      const [label] = matcher.split('=');
      return label !== version && label !== namespace;
    });
    const inNamespace = namespace === undefined ? [] : [`${namespace}="$namespace"`];
    return [...fixed.map((matcher) => matcher.replaceAll("'", '"')), ...inNamespace, version + PICKS[role]].join(
      ', ',
    );
  }
}
