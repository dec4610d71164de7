/** So many sessions are remembered for a phone: more at once are not a person's. */
export const MOST_REQUESTS = 20;
