/** So many sessions are remembered for a phone: nobody has more questions open at once, and each costs a look. */
export const MOST_REQUESTS = 5;
