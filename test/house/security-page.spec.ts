import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeQrText } from '@saoma/protocol';
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
    expect(filter.test('https://pass.example.cn/q/WDJB-MJHT')).toBe(false);
    expect(filter.test('https://pass.example.cn/login/abc')).toBe(false);
  });
});
