import {Iter8Error} from '../errors.js';

export const REPORT_FORMATS = ['html', 'markdown', 'junit'] as const;

export type ReportFormat = (typeof REPORT_FORMATS)[number];

export function isReportFormat(format: string): format is ReportFormat {
  return REPORT_FORMATS.some((known) => known === format);
}

const ENDINGS: Readonly<Record<string, ReportFormat>> = {html: 'html', md: 'markdown', xml: 'junit'};

/**
 * What the ending of a file's name asks for.
 *
 * @throws Iter8Error INVALID for another ending
 */
export function reportFormatOf(file: string): ReportFormat {
  const ending = /\.(\w+)$/.exec(file)?.[1]?.toLowerCase() ?? '';
  const format = Object.hasOwn(ENDINGS, ending) ? ENDINGS[ending] : undefined;
  if (format) return format;
  throw new Iter8Error(
    'INVALID',
    `--report: not clear in which format to write ${file}`,
    'end its name with .html, .md or .xml (JUnit)',
  );
}
