type Version = readonly [major: number, minor: number, patch: number];

/**
 * The highest version that a simple range admits, such as `^11.0.1`, `~4.0.0`, `12` or `7.8.2`.
 *
 * @returns undefined for any other range; the package manager is the one who judges those
 */
export function highestOf(range: string): Version | undefined {
  const [, operator, major, minor, patch] =
    /^([~^]?)(\d+)(?:\.(\d+|x))?(?:\.(\d+|x))?$/.exec(range.trim()) ?? [];
  if (major === undefined) return undefined;
  const isFree = (part: string | undefined): boolean => part === undefined || part === 'x';
  const freesMinor = isFree(minor) || (operator === '^' && major !== '0');
  const freesPatch = isFree(patch) || operator !== '';
  return [Number(major), freesMinor ? Infinity : Number(minor), freesPatch ? Infinity : Number(patch)];
}

/** Whether a version is within one of the caret ranges that `||` separates. */
export function isWithin(version: Version, ranges: string): boolean {
  return alternativesOf(ranges).some((range) => {
    const end = highestOf(range);
    const start = highestOf(range.replace('^', ''));
    return start !== undefined && end !== undefined && isUpTo(start, version) && isUpTo(version, end);
  });
}

export function alternativesOf(ranges: string): string[] {
  return ranges.split('||').map((range) => range.trim());
}

function isUpTo(low: Version, high: Version): boolean {
  const difference = [0, 1, 2].map((index) => (low[index] === high[index] ? 0 : high[index]! - low[index]!));
  return (difference.find((one) => one !== 0) ?? 0) >= 0;
}
