type Reader = (text: string, isComplete: boolean) => void;

interface Log {
  text: string;
  isComplete: boolean;
  readonly readers: Set<Reader>;
}

/** What Pods printed, as who runs them tells it. */
export class PodLogs {
  readonly #logs = new Map<string, Log>();

  /** Replaces what a Pod has printed so far. */
  set(namespace: string, pod: string, text: string, isComplete = true): void {
    const log = this.#log(namespace, pod);
    log.text = '';
    this.append(namespace, pod, text);
    if (isComplete) this.complete(namespace, pod);
  }

  append(namespace: string, pod: string, text: string): void {
    const log = this.#log(namespace, pod);
    log.text += text;
    log.readers.forEach((read) => read(text, false));
  }

  /** Nothing more will come: who follows the log is let go. */
  complete(namespace: string, pod: string): void {
    const log = this.#log(namespace, pod);
    log.isComplete = true;
    log.readers.forEach((read) => read('', true));
    log.readers.clear();
  }

  forget(namespace: string, pod: string): void {
    this.complete(namespace, pod);
    this.#logs.delete(`${namespace}/${pod}`);
  }

  text(namespace: string, pod: string): string {
    return this.#logs.get(`${namespace}/${pod}`)?.text ?? '';
  }

  /** Is told what the Pod prints from now on, until it is complete. */
  follow(namespace: string, pod: string, reader: Reader): () => void {
    const log = this.#log(namespace, pod);
    if (log.isComplete) reader('', true);
    else log.readers.add(reader);
    return () => void log.readers.delete(reader);
  }

  #log(namespace: string, pod: string): Log {
    const key = `${namespace}/${pod}`;
    const known = this.#logs.get(key);
    if (known) return known;
    const log: Log = {text: '', isComplete: false, readers: new Set()};
    this.#logs.set(key, log);
    return log;
  }
}
