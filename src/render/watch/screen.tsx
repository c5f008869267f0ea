import {Box, Text} from 'ink';

/** Lines as they are, one below the other; what is in them was decided elsewhere. */
export function WatchScreen({lines}: {readonly lines: readonly string[]}) {
  return (
    <Box flexDirection="column">
      {lines.map((line, index) => (
        <Text key={index} wrap="truncate-end">
          {line === '' ? ' ' : line}
        </Text>
      ))}
    </Box>
  );
}
