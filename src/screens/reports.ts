import type {Experiment} from '../experiment/model.js';
import {recordedActions} from '../operate/logs/recorded-actions.js';
import {type ReportView, reportView} from '../render/report/view.js';
import type {ReportFormat} from './report-format.js';

/** Experiments as one report. Ends in a newline. */
export async function reportText(
  experiments: readonly Experiment[],
  format: ReportFormat,
  now: Date,
): Promise<string> {
  const views = experiments.map((experiment) => viewOfReport(experiment, now));
  switch (format) {
    case 'html':
      return (await import('../render/report/html/report.js')).reportHtml(views);
    case 'markdown':
      return (await import('../render/report/markdown.js')).reportMarkdown(views);
    case 'junit':
      return (await import('../render/report/junit.js')).reportJunit(views);
  }
}

export function viewOfReport(experiment: Experiment, now: Date): ReportView {
  return reportView(experiment, {now, actions: recordedActions(experiment)});
}
