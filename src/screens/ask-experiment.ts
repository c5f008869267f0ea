import {proposeFrom} from '../operate/create/propose-from.js';
import type {DraftFlags} from '../operate/create/read-draft.js';
import {asTyped} from '../operate/interview/as-typed.js';
import {interview, type Typed} from '../operate/interview/interview.js';
import {NO_OFFERS, offersOf} from '../operate/interview/offers.js';
import {safeText} from '../render/safe-text.js';
import type {ClusterFlags, Conversation, Deps} from '../runtime/deps.js';

type AskDeps = Pick<Deps, 'cluster' | 'converse' | 'err'>;

/**
 * Asks at the terminal for what the command line leaves open, and says how it would have been typed.
 *
 * @param isOffline whether no cluster is to be looked at
 * @throws Iter8Error INVALID where nobody can be asked; INTERRUPTED
 */
export async function askExperiment<Flags extends DraftFlags & ClusterFlags>(
  typed: Typed<Flags>,
  deps: AskDeps,
  isOffline: boolean,
): Promise<Typed<Flags>> {
  const conversation = await deps.converse('say it by flags instead of -i');
  try {
    const answered = isOffline
      ? await askOffline(typed, conversation, deps)
      : await askBeside(typed, conversation, deps);
    await deps.err.write(`\nWithout questions:\n${lines(asTyped(answered))}\n\n`);
    return answered;
  } finally {
    conversation.close();
  }
}

async function askBeside<Flags extends DraftFlags & ClusterFlags>(
  typed: Typed<Flags>,
  conversation: Conversation,
  deps: AskDeps,
): Promise<Typed<Flags>> {
  const cluster = await deps.cluster(typed.flags);
  try {
    const {target, pattern, baseline, candidate: candidates = []} = typed.flags;
    const chosen = {target, pattern, baseline, candidates};
    const propose = async (from: string) => (await proposeFrom(cluster, from, chosen)).fields;
    return await interview(typed, {offers: await offersOf(cluster), propose}, partnerAt(conversation, deps));
  } finally {
    cluster.close();
  }
}

/** `--from` still needs its cluster, later. */
function askOffline<Flags extends DraftFlags>(
  typed: Typed<Flags>,
  conversation: Conversation,
  deps: AskDeps,
): Promise<Typed<Flags>> {
  const informant = {offers: NO_OFFERS, propose: () => Promise.resolve(undefined)};
  return interview(typed, informant, partnerAt(conversation, deps));
}

function partnerAt(conversation: Conversation, {err}: AskDeps) {
  return {
    ask: (question: string) => conversation.ask(safeText(question)),
    say: (text: string) => err.write(`${lines(text)}\n`),
  };
}

function lines(text: string): string {
  return text.split('\n').map(safeText).join('\n');
}
