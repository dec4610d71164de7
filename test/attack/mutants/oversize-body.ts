import type { RequestListener } from 'node:http';
import { type Mutant, serverOf } from '../mutant.js';

export const mutant: Mutant = {
  breaks: 'bodies of any length are read to their end',
  apply: (attacked) => {
    const server = serverOf(attacked);
    const listeners = server.listeners('request') as RequestListener[];
    const reading: RequestListener = (request, response) => {
      if (Number(request.headers['content-length'] ?? 0) <= 65_536) {
        for (const listener of listeners) listener(request, response);
        return;
      }
      request.resume().on('end', () => response.writeHead(200).end());
    };
    server.removeAllListeners('request').on('request', reading);
    return () => {
      server.removeAllListeners('request');
      for (const listener of listeners) server.on('request', listener);
    };
  },
};
