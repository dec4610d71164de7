import { all, type Mutant, replaced, serverOf } from '../mutant.js';

export const mutant: Mutant = {
  breaks: 'requests may take forever to arrive',
  apply: (attacked) => {
    const server = serverOf(attacked);
    return all(...['requestTimeout', 'headersTimeout'].map((name) => replaced(server, name, () => 0)));
  },
};
