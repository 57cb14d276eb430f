/** How long calls waited for their turn, in milliseconds. */
export interface Wait {
  readonly average: number;
  /** So long at most wait 95 of 100. */
  readonly of95: number;
}

export function waitOfPeople(plan: {
  readonly walkers: number;
  readonly priority?: 'background';
  readonly people?: number;
}): Promise<Wait>;
