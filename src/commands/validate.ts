import * as Flags from '@oclif/core/flags';
import {Iter8Command, jsonOr} from '../command.js';
import {READING_EXIT_CODES} from '../exit-code-help.js';
import {EXIT_CODES, Iter8Error} from '../errors.js';
import {decodeText, type SourceText} from '../experiment/reading/source.js';
import type {FurtherExamination} from '../experiment/validate/diagnosis.js';
import type {FilesExamination} from '../experiment/validate/examine-files.js';
import {safeText} from '../render/safe-text.js';
import {diagnosesText, summaryText} from '../render/validate/text.js';
import type {ClusterFlags} from '../runtime/deps.js';

const BYTE_ORDER_MARK = '\ufeff';

/** The encoding that a byte order mark at the start of a file stands for. */
type Mark = 'UTF-8' | 'UTF-16';

interface Repaired {
  readonly file: string;
  readonly text: string;
  readonly repairs: readonly string[];
  readonly mark: Mark | undefined;
}

export default class Validate extends Iter8Command {
  static override summary = 'Find every mistake in Experiments and Metrics, and repair what needs no question.';
  static override description = `Checks types and spelling, the rules by which an experiment is run, and what the original Iter8 took without a word:
limits the wrong way round, metrics that never match, places that cannot be patched, versions beside versionInfo.
Each mistake is a line file:line:column, with what to write instead. Warnings are for what can still work.

With --server, the cluster is asked too: what it thinks of each resource, whether
metrics, Secrets and the objects with the weights are there, and whether actions
could run and may do what they need. Nothing is changed; what must not be looked
at is a note. What stands in the files counts as being there.

With --fix, files are repaired in place and everything else in them stays as it is; stdin is repaired to stdout.
UTF-16 becomes UTF-8 then. Of the findings in one file, 1000 are listed, errors first.

${READING_EXIT_CODES}`;

  static override flags = {
    file: Flags.string({
      char: 'f',
      multiple: true,
      required: true,
      description: 'Files with Experiments and Metrics, YAML or JSON; - reads stdin.',
    }),
    fix: Flags.boolean({description: 'Repair what has only one right spelling, then report the rest.'}),
    server: Flags.boolean({description: 'Check against a cluster too, and change nothing there.'}),
    output: Iter8Command.textOrJson,
    ...Iter8Command.jqFlag,
    ...Iter8Command.screenFlags,
    ...Iter8Command.clusterFlags,
  };

  static override examples = [
    '<%= config.bin %> <%= command.id %> -f experiment.yaml metrics.yaml',
    '<%= config.bin %> <%= command.id %> -f experiment.yaml --fix',
    '<%= config.bin %> <%= command.id %> -f experiment.yaml --server -n shop',
    'helm template my-chart | <%= config.bin %> <%= command.id %> -f - -o json',
  ];

  async run(): Promise<void> {
    const {flags} = await this.parse(Validate);
    const format = jsonOr(flags);
    const isFilter = flags.fix && flags.file.includes('-');
    if (isFilter && format === 'json') {
      throw new Iter8Error(
        'INVALID',
        '--fix -f - prints the repaired text, not JSON',
        'leave out one of --fix and -o json',
      );
    }
    const {examineFiles} = await import('../experiment/validate/examine-files.js');
    const marks = new Map<string, Mark>();
    const sources: SourceText[] = [];
    const server = flags.server ? await this.server(flags, sources) : undefined;
    const read = async (file: string) => {
      const source = await this.read(file, marks);
      sources.push(source);
      return source;
    };
    const work = examineFiles(flags.file, {
      read,
      repaired: flags.fix
        ? (file, text, repairs) => this.write({file, text, repairs, mark: marks.get(file)})
        : undefined,
      further: server?.further,
    });
    const examination = await (server ? server.finish(work) : work);
    const notes = [...examination.notes, ...(server?.notes ?? [])];
    await this.report({...examination, notes}, flags, isFilter);
  }

  /** @param sources is filled before anything is asked */
  private async server(flags: ClusterFlags, sources: readonly SourceText[]): Promise<AskedServer> {
    const {enterCluster} = await import('../operate/server-check/enter-cluster.js');
    const {examineOnServer} = await import('../operate/server-check/check.js');
    const {findProgram} = await import('../operate/doctor/find-program.js');
    const {orInterrupted} = await import('../operate/install/interruption.js');
    const cluster = await this.deps.cluster(flags);
    const signal = this.deps.interruption();
    const notes: string[] = [];
    const entrance = {
      cluster,
      sources,
      signal,
      hasProgram: async (name: string) => (await findProgram(name, this.deps.env.PATH)) !== undefined,
      onNote: (text: string) => void notes.push(text),
    };
    return {
      further: examineOnServer(() => enterCluster(entrance)),
      notes,
      finish: (work) => orInterrupted(signal, work).finally(() => cluster.close()),
    };
  }

  /** Remembers which files begin with a byte order mark, for it is no part of the text. */
  private async read(file: string, marks: Map<string, Mark>): Promise<SourceText> {
    const bytes = await this.deps.readInput(file);
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) marks.set(file, 'UTF-8');
    if (bytes[0] === 0xff && bytes[1] === 0xfe) marks.set(file, 'UTF-16');
    return decodeText(nameOf(file), bytes);
  }

  private async write({file, text, repairs, mark}: Repaired): Promise<void> {
    const marked = mark === 'UTF-8' ? BYTE_ORDER_MARK + text : text;
    const isWritten = file === '-' || repairs.length > 0;
    if (file === '-') await this.deps.out.write(marked);
    else if (isWritten) await this.deps.writeFile(file, marked);
    const lines = repairs.map((repair) => `fixed: ${repair}`);
    if (isWritten && mark === 'UTF-16') lines.push(`note: ${nameOf(file)}: was UTF-16, is written as UTF-8`);
    await this.deps.err.write(lines.map((line) => `${safeText(line)}\n`).join(''));
  }

  private async report(
    {diagnoses, unlisted, checked, notes}: FilesExamination,
    flags: {file: string[]; fix: boolean; output: 'text' | 'json'; jq?: string | undefined; 'no-color': boolean},
    isFilter: boolean,
  ): Promise<void> {
    const {out, err} = this.deps;
    const names = [...new Set(flags.file)].map(nameOf);
    await err.write(notes.map((line) => `note: ${safeText(line)}\n`).join(''));
    if (checked === 0 && diagnoses.length === 0) throw nothingToCheck(names);
    if (jsonOr(flags) === 'json')
      await this.emitData(reportData({diagnoses, unlisted, checked}), 'json', flags.jq);
    else await (isFilter ? err : out).write(diagnosesText(diagnoses, await this.style(flags)));
    await err.write(summaryText(diagnoses, names, flags.fix));
    if (diagnoses.some(({severity}) => severity === 'error')) this.exit(EXIT_CODES.INVALID);
  }
}

interface AskedServer {
  readonly further: FurtherExamination;
  readonly notes: readonly string[];
  /** Lets go of the server when the work is done. */
  readonly finish: <T>(work: Promise<T>) => Promise<T>;
}

function nameOf(file: string): string {
  return file === '-' ? 'stdin' : file;
}

function nothingToCheck(files: readonly string[]): Iter8Error {
  const hint = 'an Experiment has kind: Experiment and apiVersion: iter8.tools/v2alpha2';
  return new Iter8Error('INVALID', `no Experiment or Metric in ${files.join(', ')}`, hint);
}

function reportData({diagnoses, unlisted, checked}: Omit<FilesExamination, 'notes'>): unknown {
  const errors = diagnoses.filter(({severity}) => severity === 'error').length;
  const summary = {checked, errors, warnings: diagnoses.length - errors, unlisted};
  return {apiVersion: 'iter8ctl/v1', kind: 'ValidationReport', ...summary, diagnoses};
}
