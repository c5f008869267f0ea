import {Box, Text} from 'ink';
import {objectiveLabel, shortNumber} from '../describe/text.js';
import type {DescribeView, ObjectiveView} from '../describe/view.js';
import {safeText} from '../safe-text.js';

export interface WatchProps {
  readonly view: DescribeView;
  /** What is wrong with the connection; undefined: nothing. */
  readonly note?: string | undefined;
  readonly columns: number;
  /** Keys are listened to. */
  readonly hasKeys: boolean;
}

const WIDEST = 100;

/** One experiment as it stands. */
export function WatchScreen({view, note, columns, hasKeys}: WatchProps) {
  const width = Math.min(columns, WIDEST);
  return (
    <Box flexDirection="column" width={width}>
      <Heading view={view} />
      <Traffic view={view} width={width} />
      <Objectives view={view} />
      <Box marginTop={1}>
        <Text>{safeText(view.verdict.headline)}</Text>
      </Box>
      {note !== undefined && <Text color="yellow">connection lost: {safeText(note)}</Text>}
      {hasKeys && <Text dimColor>q quit</Text>}
    </Box>
  );
}

function Heading({view}: {readonly view: DescribeView}) {
  const {namespace, name, testingPattern, deploymentPattern, target, stage, completedIterations} = view;
  return (
    <>
      <Text>
        <Text bold>{safeText(`${namespace}/${name}`)}</Text>
        {`  ${safeText(testingPattern ?? '')}  ${deploymentPattern}  ${safeText(target)}`}
      </Text>
      <Text>
        <Text bold>{stage ?? 'not seen by an engine yet'}</Text>
        {`  iteration ${completedIterations} of ${view.totalIterations}`}
      </Text>
      {view.message !== null && <Text dimColor>{safeText(view.message)}</Text>}
    </>
  );
}

function Traffic({view: {weights}, width}: {readonly view: DescribeView; readonly width: number}) {
  if (weights.length === 0) return null;
  const nameWidth = Math.min(30, Math.max(...weights.map(({version}) => version.length)));
  const barWidth = Math.max(5, Math.min(50, width - nameWidth - 9));
  return (
    <Box flexDirection="column" marginTop={1}>
      {weights.map(({version, percent}) => {
        const filled = Math.round((percent / 100) * barWidth);
        return (
          <Box key={version}>
            <Box width={nameWidth + 2}>
              <Text wrap="truncate-end">{safeText(version)}</Text>
            </Box>
            <Text>{`${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${String(percent).padStart(3)} %`}</Text>
          </Box>
        );
      })}
    </Box>
  );
}

const STATE_STYLES: Readonly<Record<ObjectiveView['versions'][number]['state'], {color?: string}>> = {
  satisfied: {color: 'green'},
  violated: {color: 'red'},
  unknown: {color: 'yellow'},
  unavailable: {},
};

function Objectives({view}: {readonly view: DescribeView}) {
  if (view.objectives.length === 0) return null;
  return (
    <Box flexDirection="column" marginTop={1}>
      {view.objectives.map((objective, index) => (
        <Box key={index} flexDirection="column">
          <Text bold>{safeText(objectiveLabel(objective))}</Text>
          {objective.versions.map(({version, state}) => (
            <Text key={version}>
              {`  ${safeText(version)}  ${valueText(view, objective.metric, version)}  `}
              <Text {...STATE_STYLES[state]}>{state}</Text>
            </Text>
          ))}
        </Box>
      ))}
    </Box>
  );
}

function valueText({metrics}: DescribeView, metric: string, version: string): string {
  const found = metrics.find((each) => each.metric === metric || each.metric.endsWith(`/${metric}`));
  const value = found?.versions.find((each) => each.version === version)?.value ?? null;
  return value === null ? 'no value' : `${shortNumber(value)}${found?.units ? ` ${safeText(found.units)}` : ''}`;
}
