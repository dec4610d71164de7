import { readFileSync } from 'node:fs';
import { isProblem, problem, PROBLEMS } from './problems.js';

const ROW = /^\| `(?<code>\w+)` +\| (?<status>\d{3}) +\| (?<title>.+?) +\| `(?<retry>\w+)` +\| (?<advice>.+?) +\|$/gm;

describe('problems', () => {
  it('stand in PROTOCOL.md as they are: every code, and no other', () => {
    const page = readFileSync('libs/protocol/PROTOCOL.md', 'utf8');
    const documented = [...page.matchAll(ROW)].map(({ groups = {} }) => [
      groups['code'],
      {
        status: Number(groups['status']),
        title: groups['title'],
        retry: groups['retry'],
        advice: groups['advice'],
      },
    ]);
    expect(Object.fromEntries(documented)).toEqual(PROBLEMS);
  });

  it('RFC 9457 §3.1: a problem’s type is an address that ends in its code', () => {
    expect(problem('qr_stale', 'https://pass.example.cn', { detail: 'three frames old' })).toEqual({
      type: 'https://pass.example.cn/problems/qr_stale',
      title: 'This picture of the code is too old',
      status: 409,
      detail: 'three frames old',
      code: 'qr_stale',
    });
  });

  it('are known by their code alone, and never by what every object has', () => {
    expect(isProblem({ code: 'qr_stale' })).toBe(true);
    for (const other of [undefined, null, 'qr_stale', {}, { code: 'unheard_of' }, { code: 'constructor' }]) {
      expect(isProblem(other)).toBe(false);
    }
  });
});
