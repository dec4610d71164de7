import type { Portal } from '../../core/ports.js';
import { loginPagePolicy } from './login-page.js';

const portal = (frameAncestors: readonly string[]): Portal =>
  ({ origins: ['https://site.test'], frameAncestors }) as unknown as Portal;

const policyOf = (frameAncestors: readonly string[]): readonly string[] =>
  loginPagePolicy(portal(frameAncestors), 'https://site.test/in', 'https://pass.test').split('; ');

describe('who may frame the hosted page', () => {
  it('is nobody, and else whom the portal has registered', () => {
    expect(policyOf([])).toContain("frame-ancestors 'none'");
    const framed = policyOf(['https://site.test', 'https://portal.site.test']);
    expect(framed).toContain('frame-ancestors https://site.test https://portal.site.test');
    expect(framed.filter((directive) => directive.startsWith('frame-ancestors'))).toHaveLength(1);
  });
});
