import type { Identity } from '@saoma/protocol';
import { decodeJwt } from 'jose';
import { askedBy } from './asked-by.js';
import { demoStage } from './demo-stage.js';

const FACE = { required: { amr: ['face', 'mfa'], max_age: 300 } } as const;
const SELF: Identity = { id: 'self', type: 'person', name: '张伟' };
const YUNHAI: Identity = {
  id: 'e-1',
  type: 'enterprise',
  name: '云海商贸有限公司',
  code: '91530100MA6K5XUN1B',
};
const FIRST_REFUSED = ['insufficient_user_authentication', 'approved'] as const;

describe('What a phone does when a portal asks for more than a yes', () => {
  const stage = demoStage();

  it('verifies its person, says in place of what, and approves the same view with what it may vouch for', async () => {
    stage.expects('refused');
    const phone = await stage.phone({ canVerify: true });
    const { decisions } = await askedBy(phone, FACE, ...FIRST_REFUSED);
    await phone.page.getByText('You will be asked to verify yourself.').waitFor();
    await phone.agree();
    await phone.screen('verify').getByText('Nothing here looks at your face.').waitFor();
    await phone.verify();
    await phone.screen('result').waitFor();
    const [before, after] = decisions.map(({ token }) => decodeJwt(token));
    expect(before).toMatchObject({ amr: ['pwd'] });
    expect(after).toMatchObject({ amr: ['hwk', 'user', 'mfa'], sub: before?.sub, cnf: before?.['cnf'] });
    expect([after!.iat, after!.iat! - 1]).toContain(after!['auth_time']);
    // A signature differs each time, and what it signs does not.
    const [first, second] = decisions.map(({ body }) => {
      const { statement, ...rest } = body as { readonly statement: string };
      const { iat: _, ...signed } = decodeJwt(statement);
      return { ...rest, signed };
    });
    expect(second).toEqual(first);
  });

  it('lets a person who was not recognised try again', async () => {
    stage.expects('refused');
    const phone = await stage.phone({ canVerify: true });
    const { decisions } = await askedBy(phone, FACE, ...FIRST_REFUSED);
    await phone.authenticator.recognises(false);
    await phone.agree();
    await phone.verify();
    await phone.complains('You were not recognised. Try again, or cancel.');
    expect(decisions).toHaveLength(1);
    await phone.authenticator.recognises(true);
    await phone.verify();
    await phone.screen('result').waitFor();
    expect(decisions).toHaveLength(2);
  });

  it('takes it for a no when the person would rather not be verified', async () => {
    stage.expects('refused');
    const phone = await stage.phone({ canVerify: true });
    const { decisions } = await askedBy(phone, FACE, ...FIRST_REFUSED);
    await phone.agree();
    await phone.screen('verify').waitFor();
    await phone.button('Cancel').click();
    await phone.says('Cancelled');
    expect(decisions.map(({ to }) => to)).toEqual(['approve', 'deny']);
  });

  it('says so where it can verify nobody, and where what it can do is not enough', async () => {
    stage.expects('refused');
    const bare = await stage.phone();
    await askedBy(bare, FACE, ...FIRST_REFUSED);
    await bare.agree();
    await bare.complains('This phone cannot verify you: it has no screen lock, or its browser cannot use it.');
    expect(await bare.button('Verify').count()).toBe(0);

    const phone = await stage.phone({ canVerify: true });
    await askedBy(phone, FACE, 'insufficient_user_authentication');
    await phone.agree();
    await phone.verify();
    await phone.complains(
      'The site asks for a verification that this app cannot give. Use another app that the site names.',
    );
  });

  it('asks as whom the person acts, themselves chosen to begin with, and sends what they chose', async () => {
    const phone = await stage.phone();
    const { decisions } = await askedBy(phone, { identities: [SELF, YUNHAI] });
    expect(await phone.page.getByRole('radio', { checked: true }).getAttribute('value')).toBe('self');
    await phone.chooseIdentity('云海商贸有限公司');
    await phone.agree();
    await phone.screen('result').waitFor();
    expect(decisions).toMatchObject([{ to: 'approve', body: { consent_nonce: 'nonce', identity: 'e-1' } }]);
  });

  it('chooses nobody in the place of the person where they cannot act as themselves', async () => {
    const phone = await stage.phone();
    const { decisions } = await askedBy(phone, { identities: [YUNHAI, { ...YUNHAI, id: 'e-2', name: '翠湖' }] });
    expect(await phone.page.getByRole('radio', { checked: true }).count()).toBe(0);
    await phone.agree();
    await phone.complains('Choose as whom you act.');
    expect(decisions).toEqual([]);
  });

  it('lets nobody agree who has no identity that the portal takes', async () => {
    const phone = await stage.phone();
    const { decisions } = await askedBy(phone, { identities: [] });
    expect(await phone.button('Approve').count()).toBe(0);
    await phone.decline();
    await phone.says('Cancelled');
    expect(decisions.map(({ to }) => to)).toEqual(['deny']);
  });

  it('shows the portal’s words as the portal’s, as text and never as markup', async () => {
    const phone = await stage.phone();
    await askedBy(phone, { text: 'Reset the password of <b>张*</b>' });
    expect(await phone.theSiteSays()).toBe('Reset the password of <b>张*</b>');
    expect(await phone.fact('Through')).toBe('e-Tax app');
  });

  it('tells who approved that it counts, and how many more must', async () => {
    stage.expects('refused');
    const phone = await stage.phone({ app: 'licence-app' });
    const approvals = { needed: 3, given: 1 };
    await askedBy(phone, { approvals: { needed: 3, given: 0 } }, { state: 'pending', approvals });
    await phone.page.getByText('3 people must approve. You are the 1st.').waitFor();
    await phone.agree();
    await phone.says('Your approval counts');
    await phone.page.getByText('2 more must approve.').waitFor();
    await phone.button('Done').click();
    await phone.screen('home').waitFor();
  });
});
