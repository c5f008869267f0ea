import * as Args from '@oclif/core/args';
import {Command} from '@oclif/core/command';
import {Config} from '@oclif/core/config';
import * as Flags from '@oclif/core/flags';
import {Iter8Error} from './errors.js';
import type {Experiment} from './experiment/model.js';
import {experimentsOfFile} from './experiments-of-file.js';
import {decodeText, type SourceText} from './experiment/reading/source.js';
import {safeText} from './render/safe-text.js';
import {type Style, styleFor} from './render/style.js';
import {isClosedPipe, reportError} from './report-error.js';
import type {ClusterFlags, Deps} from './runtime/deps.js';
import {realDeps} from './runtime/real-deps.js';

/** What a command was asked to read. */
export interface ReadingFlags extends ClusterFlags {
  readonly file?: string | undefined;
  readonly 'all-namespaces'?: boolean | undefined;
  readonly selector?: string | undefined;
}

/** What a metric backend may ask for. */
export interface BackendAccess {
  /** Data of the Secret that metrics name, by key; undefined: none was given. */
  readonly secret: Readonly<Record<string, Uint8Array>> | undefined;
  /** PEM. */
  readonly extraCertificates: string | undefined;
}

/** What all commands share: their flags, where they read from, how they print and fail. */
export abstract class Iter8Command extends Command {
  static makeDeps: () => Deps = realDeps;

  /** NAME that may be left out. (`ignoreStdin`, or oclif drains stdin before the command sees it.) */
  static readonly optionalName = Args.string({
    description: 'Experiment; all of the file, or in the cluster the newest, if left out.',
    ignoreStdin: true,
  });

  /** Which cluster, for `deps.cluster`. */
  static readonly clusterFlags = {
    kubeconfig: Flags.string({
      helpGroup: 'CLUSTER',
      description: 'Path of the kubeconfig; $KUBECONFIG, ~/.kube/config or the account of the Pod if left out.',
    }),
    context: Flags.string({
      helpGroup: 'CLUSTER',
      description: 'Context of the kubeconfig; the current one if left out.',
    }),
    namespace: Flags.string({
      char: 'n',
      helpGroup: 'CLUSTER',
      description: "Namespace; the context's if left out.",
    }),
    'request-timeout': Flags.string({
      helpGroup: 'CLUSTER',
      description: 'Give up on a request to the cluster after this time, such as 30s.',
    }),
    as: Flags.string({
      helpGroup: 'CLUSTER',
      helpValue: 'USER',
      description: 'Act as this user, or system:serviceaccount:NAMESPACE:NAME.',
    }),
    'as-group': Flags.string({
      helpGroup: 'CLUSTER',
      helpValue: 'GROUP',
      multiple: true,
      multipleNonGreedy: true,
      dependsOn: ['as'],
      description: 'Group to act as a member of, with --as. May be repeated.',
    }),
    'as-uid': Flags.string({
      helpGroup: 'CLUSTER',
      helpValue: 'UID',
      dependsOn: ['as'],
      description: 'UID to act with, with --as.',
    }),
  };

  static readonly allNamespacesFlag = {
    'all-namespaces': Flags.boolean({
      char: 'A',
      helpGroup: 'CLUSTER',
      exclusive: ['file'],
      description: 'Look in all namespaces.',
    }),
  };

  static readonly selectorFlag = {
    selector: Flags.string({
      char: 'l',
      helpGroup: 'CLUSTER',
      exclusive: ['file'],
      description: "Only those with these labels, such as 'app=shop,tier!=test'.",
    }),
  };

  /** Where experiments are read from: a file, or the cluster. */
  static readonly readingFlags = {
    file: Flags.string({
      char: 'f',
      description: 'File with Experiments, YAML or JSON; - reads stdin. The cluster is asked if left out.',
    }),
    ...Iter8Command.clusterFlags,
  };

  /** What metric backends may ask for. */
  static readonly backendFlags = {
    secret: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description:
        "KEY=FILE for a key of the metrics' Secret; a line break at the end is left out. May be repeated.",
    }),
    'ca-file': Flags.string({description: 'Certificates to trust besides the usual ones, PEM.'}),
  };

  static readonly screenFlags = {
    'no-color': Flags.boolean({description: 'Print without colour, as with NO_COLOR set.'}),
  };

  /** For commands whose text has no other form than JSON. */
  static readonly textOrJson = Flags.option({
    char: 'o',
    options: ['text', 'json'] as const,
    default: 'text' as const,
    description: 'Output format; json goes to stdout.',
  })();

  static readonly jqFlag = {
    jq: Flags.string({description: 'Filter the JSON output with a jq expression; text comes out without quotes.'}),
  };

  /** What `run` does, without oclif's search for settings, plugins and hooks, of which there are none. */
  static async runDirectly(argv: string[]): Promise<void> {
    const constructor = this as unknown as new (argv: string[], config: Config) => Iter8Command;
    const config = new Config({root: ''});
    config.runHook = () => Promise.resolve({successes: [], failures: []});
    await new constructor(argv, config)._run();
  }

  protected readonly deps: Deps = (this.constructor as typeof Iter8Command).makeDeps();

  /** Exit code that is settled before anything is printed: it holds also when the reader of the output has gone away. */
  protected answer = 0;

  protected override async catch(error: Error): Promise<void> {
    this.exit(isClosedPipe(error) ? this.answer : await reportError(error, this.deps));
  }

  protected style(flags: {'no-color': boolean}): Promise<Style> {
    return styleFor(this.deps.out, this.deps.env, !flags['no-color']);
  }

  protected async readSource(file: string): Promise<SourceText> {
    return decodeText(file === '-' ? 'stdin' : file, await this.deps.readInput(file));
  }

  /**
   * The experiments that are asked for: of the file, in its order, or of the cluster.
   *
   * @param unnamed what is meant without a name and without a file
   * @throws Iter8Error NOT_FOUND if there are none
   */
  protected async *experiments(
    name: string | undefined,
    flags: ReadingFlags,
    unnamed: 'all' | 'newest',
  ): AsyncGenerator<Experiment> {
    const {file, namespace} = flags;
    if (file !== undefined) {
      yield* experimentsOfFile(await this.readSource(file), {name, namespace}, this.deps);
      return;
    }
    const {findExperiments, findNewest} = await import('./operate/experiments.js');
    const cluster = await this.deps.cluster(flags);
    const wanted = {name, isEverywhere: flags['all-namespaces'], labelSelector: flags.selector};
    if (unnamed === 'all' || name !== undefined) {
      yield* await findExperiments(cluster, wanted).finally(() => cluster.close());
      return;
    }
    const {experiment, count} = await findNewest(cluster, wanted).finally(() => cluster.close());
    const fullName = `${safeText(experiment.namespace)}/${safeText(experiment.name)}`;
    await this.deps.err.write(`the newest of ${count}: ${fullName}\n`);
    yield experiment;
  }

  protected async all<T>(items: AsyncIterable<T>): Promise<T[]> {
    const list: T[] = [];
    for await (const item of items) list.push(item);
    return list;
  }

  /** What `backendFlags` name, read from the files. */
  protected async backendAccess(flags: {
    secret?: string[] | undefined;
    'ca-file'?: string | undefined;
  }): Promise<BackendAccess> {
    const pairs = (flags.secret ?? []).map((text) => keyAndValue(text, '--secret'));
    const data = pairs.map(async ([key, file]) => [key, withoutLineEnd(await this.deps.readInput(file))] as const);
    const caFile = flags['ca-file'];
    return {
      secret: pairs.length === 0 ? undefined : Object.fromEntries(await Promise.all(data)),
      extraCertificates: caFile === undefined ? undefined : (await this.readSource(caFile)).text,
    };
  }

  /** Prints data as JSON, filtered where a jq expression is given, or as YAML. */
  protected async emitData(
    data: unknown,
    format: 'json' | 'yaml',
    jqExpression: string | undefined,
  ): Promise<void> {
    if (format === 'yaml') {
      const {formatYaml} = await import('./experiment/reading/yaml-format.js');
      await this.deps.out.write(formatYaml(data));
    } else if (jqExpression === undefined) {
      const {formatJson} = await import('./experiment/json-format.js');
      await this.deps.out.write(formatJson(data));
    } else {
      const {filterJson} = await import('./render/jq.js');
      const text = await filterJson(data, jqExpression);
      await this.deps.out.write(this.deps.out.isTerminal ? text.split('\n').map(safeText).join('\n') : text);
    }
  }
}

/** @throws Iter8Error INVALID without a key and an equals sign */
export function keyAndValue(text: string, flag: '--var' | '--secret'): readonly [key: string, value: string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new Iter8Error(
    'INVALID',
    `${flag} wants KEY=${flag === '--var' ? 'VALUE' : 'FILE'}`,
    'put = between the two',
  );
}

/** Editors and `echo` end a file with a line break, which no token has. */
function withoutLineEnd(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1');
  return Buffer.from(text.replace(/\r?\n$/, ''), 'latin1');
}

/** `--jq` works on JSON and so asks for it. */
export function jsonOr<Format extends string>(flags: {output: Format; jq?: string | undefined}): Format | 'json' {
  if (flags.jq === undefined) return flags.output;
  if (flags.output === 'json' || flags.output === 'text') return 'json';
  throw new Iter8Error('INVALID', `--jq works on JSON, not on -o ${flags.output}`, 'leave out -o, or say -o json');
}
