import type {Key} from './keys.js';
import type {WatchView} from './view.js';

export type Wish = 'pause' | 'resume' | 'abort';

export type Page = 'main' | 'metric' | 'verdict' | 'log' | 'yaml' | 'help';

/** What can be asked for now: going on or resting, and ending. */
export function openWishes({isOver, wish}: Pick<WatchView, 'isOver' | 'wish'>): readonly Wish[] {
  if (isOver || wish === 'abort') return [];
  return [wish === 'pause' ? 'resume' : 'pause', 'abort'];
}

/** Where somebody is on the screen of one experiment. */
export interface WatchState {
  readonly page: Page;
  /** Place of the criterion that is pointed at. */
  readonly selected: number;
  /** First line that is shown of a page of text. */
  readonly scroll: number;
  /** What was asked, and waits for an answer. */
  readonly question: Wish | undefined;
}

/** What a key asks of the world outside. */
export type Request =
  | {readonly kind: 'quit'}
  | {readonly kind: 'interrupt'}
  /** To the list that it was picked from. */
  | {readonly kind: 'back'}
  | {readonly kind: 'wish'; readonly wish: Wish};

/** What is on the screen when a key is pressed. */
export interface Situation {
  readonly criteria: number;
  /** What `p` and `a` would ask for now; empty where nothing can be asked for. */
  readonly wishes: readonly Wish[];
  /** Lines of a page of text that fit on the screen. */
  readonly pageRows: number;
  /** Whether there is a list to go back to. */
  readonly canGoBack?: boolean;
}

export interface Pressed {
  readonly state: WatchState;
  readonly request?: Request;
}

export const FIRST_STATE: WatchState = {page: 'main', selected: 0, scroll: 0, question: undefined};

export function press(state: WatchState, key: Key, situation: Situation): Pressed {
  if (key === 'interrupt') return {state, request: {kind: 'interrupt'}};
  if (state.question) return answer(state, state.question, key);
  if (key === 'q') return {state, request: {kind: 'quit'}};
  if (state.page !== 'main') return {state: pressOnText(state, key, situation)};
  if (situation.canGoBack && leaves(key)) return {state, request: {kind: 'back'}};
  return {state: pressOnMain(state, key, situation)};
}

function leaves(key: Key): boolean {
  return key === 'escape' || key === 'backspace';
}

/** Only `y` means yes. */
function answer(state: WatchState, wish: Wish, key: Key): Pressed {
  const asked = {...state, question: undefined};
  return key.toLowerCase() === 'y' ? {state: asked, request: {kind: 'wish', wish}} : {state: asked};
}

const PAGES: Readonly<Record<string, Page>> = {
  enter: 'metric',
  v: 'verdict',
  l: 'log',
  y: 'yaml',
  '?': 'help',
  h: 'help',
};

function pressOnMain(state: WatchState, key: Key, {criteria, wishes}: Situation): WatchState {
  const page = PAGES[key];
  if (page === 'metric' && criteria === 0) return state;
  if (page) return {...state, page, scroll: 0};
  const asksFor = (wish: Wish) => (key === 'a') === (wish === 'abort');
  if (key === 'p' || key === 'a') return {...state, question: wishes.find(asksFor)};
  return {...state, selected: moved(state.selected, key, {count: criteria, page: 5, wraps: true})};
}

function pressOnText(state: WatchState, key: Key, {criteria, pageRows}: Situation): WatchState {
  if (leaves(key) || key === 'enter') return {...state, page: 'main', scroll: 0};
  if (state.page === 'metric' && (key === 'tab' || key === 'backTab')) {
    return {...state, scroll: 0, selected: moved(state.selected, key, {count: criteria, page: 1, wraps: true})};
  }
  return {...state, scroll: moved(state.scroll, key, {count: Infinity, page: pageRows, wraps: false})};
}

/** A place in a list of so many after a key. */
export function moved(
  place: number,
  key: Key,
  {count, page, wraps}: {readonly count: number; readonly page: number; readonly wraps: boolean},
): number {
  const last = Math.max(0, count - 1);
  const within = (wanted: number) => Math.min(last, Math.max(0, wanted));
  switch (key) {
    case 'tab':
      return wraps && place >= last ? 0 : within(place + 1);
    case 'backTab':
      return wraps && place === 0 ? last : within(place - 1);
    case 'down':
    case 'j':
      return within(place + 1);
    case 'up':
    case 'k':
      return within(place - 1);
    case 'pageDown':
    case ' ':
      return within(place + page);
    case 'pageUp':
      return within(place - page);
    case 'home':
    case 'g':
      return 0;
    case 'end':
    case 'G':
      return Number.isFinite(last) ? last : Number.MAX_SAFE_INTEGER;
    default:
      return within(place);
  }
}
