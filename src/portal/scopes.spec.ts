import { personalScope } from './scopes.js';

describe('what a sign-in is for (RFC 6749 §3.3)', () => {
  it.each([
    ['openid', 'openid'],
    ['profile openid', 'openid profile'],
    ['openid  openid', 'openid'],
    ['openid email sessions', 'openid'],
    ['profile', 'profile'],
    ['email', 'openid'],
    ['', 'openid'],
    [undefined, 'openid'],
  ])('%p is %p', (asked, granted) => {
    expect(personalScope(asked)).toBe(granted);
  });
});
