import {safeText} from '../safe-text.js';
import type {Style} from '../style.js';
import {resultWords} from './result-words.js';
import type {LogEvent, LogMessage, TaskPlace, TaskRun} from '../../experiment/log-event.js';
import type {LogSubject, LogView} from './view.js';
import {safeLines, WholeLines} from './whole-lines.js';

export interface TextLinesOptions {
  /** Undefined: there is only one experiment. */
  readonly subject: LogSubject | undefined;
  /** Whether it is told when a task begins: where somebody waits for its end. */
  readonly showsBegins: boolean;
  readonly style: Style;
  readonly now: () => Date;
}

/** On a narrower terminal, what is printed does without the name of its task. */
const WIDE_COLUMNS = 80;

/** A line for each line that was printed, after the place of its task, and one for the end of each task. */
export class TextLines implements LogView {
  readonly #output = new WholeLines();
  /** Whose output came last. */
  #place: TaskPlace | undefined;

  constructor(private readonly options: TextLinesOptions) {}

  add(event: LogEvent): {readonly out: string; readonly err: string} {
    const lines = event.kind === 'output' ? this.#printed(event) : [...this.#rest(), ...this.#linesOf(event)];
    return {out: lines.map((line) => `${line}\n`).join(''), err: ''};
  }

  #printed(event: Extract<LogEvent, {kind: 'output'}>): readonly string[] {
    this.#place = event;
    return this.#output.add(event.text).map((line) => this.#printedLine(event, line));
  }

  #rest(): readonly string[] {
    const place = this.#place;
    return place ? this.#output.end().map((line) => this.#printedLine(place, line)) : [];
  }

  #linesOf(event: Exclude<LogEvent, {kind: 'output'}>): readonly string[] {
    if (event.kind === 'message') return this.#messageLines(event);
    if (event.kind === 'result') return [this.#resultLine(event.run)];
    return this.options.showsBegins ? [`${this.#faint(`${this.#titleOf(event)}:`)} begins`] : [];
  }

  #printedLine(place: TaskPlace, line: string): string {
    const {columns = Infinity} = this.options.style;
    const title = columns < WIDE_COLUMNS ? this.#numberOf(place) : this.#titleOf(place);
    return this.#prefixed(title, line);
  }

  #resultLine(run: TaskRun): string {
    const title = `${this.#titleOf(run)}:`;
    const words = safeText(resultWords(run, this.options.now()));
    return run.result === 'failed'
      ? this.options.style.paint.bad(`${title} ${words}`)
      : `${this.#faint(title)} ${words}`;
  }

  #messageLines(message: LogMessage): readonly string[] {
    const {bad} = this.options.style.paint;
    const title = this.#ofSubject(safeText(message.action ?? stageOf(message)));
    const lines = safeLines(message.text);
    return lines.map((line) => this.#prefixed(title, message.priority === 1 ? bad(line) : line));
  }

  #prefixed(title: string, line: string): string {
    return line === '' ? this.#faint(`${title} |`) : `${this.#faint(`${title} |`)} ${line}`;
  }

  /** `finish 2 common/exec` */
  #titleOf(place: TaskPlace): string {
    return `${this.#numberOf(place)} ${safeText(place.task)}`;
  }

  #numberOf({action, index}: TaskPlace): string {
    return this.#ofSubject(`${safeText(action)} ${index + 1}`);
  }

  #ofSubject(text: string): string {
    const {subject} = this.options;
    return subject ? `${safeText(`${subject.namespace}/${subject.name}`)} ${text}` : text;
  }

  #faint(text: string): string {
    return this.options.style.paint.faint(text);
  }
}

/** Of a message that does not name its action. */
function stageOf({precedence = 0}: LogMessage): string {
  return precedence === 0 ? 'start' : `loop ${precedence} or finish`;
}
