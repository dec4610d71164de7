import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeQrText, formatUserCode, userCodeCheck } from '@saoma/protocol';
import { root } from './kept-tool.js';

describe('SECURITY.md', () => {
  it('has a rule by which a filter knows a code, and takes nothing else for one', async () => {
    const page = await readFile(join(root, 'SECURITY.md'), 'utf8');
    const [, rule = ''] = /```text\n\(\?i\)(https:.+)\n```/.exec(page) ?? [];
    const filter = new RegExp(rule, 'i');
    const text = encodeQrText({
      origin: 'https://pass.example.cn',
      sessionId: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
      frame: '234567',
    });
    expect(filter.test(`Scan me: ${text}.`)).toBe(true);
    expect(filter.test(text.toLowerCase())).toBe(true);
    for (const [others, alphabet] of [
      ['BCDFGHJKLM', 'letters'],
      ['123456789012', 'digits'],
    ] as const) {
      const code = others + userCodeCheck(others, alphabet);
      for (const form of [code, formatUserCode(code)]) {
        expect(filter.test(`Open https://pass.example.cn/q/${form}, please`)).toBe(true);
      }
    }
    expect(filter.test('https://pass.example.cn/q/contact-us')).toBe(false);
    expect(filter.test('https://pass.example.cn/q')).toBe(false);
    expect(filter.test('https://pass.example.cn/login/abc')).toBe(false);
  });
});
