import { demoStage } from './demo-stage.js';
import { IncomeTaxPage, personNamed } from './income-tax-page.js';
import { savePicture } from './picture.js';

const ZHANG = personNamed('张伟');
const LI = personNamed('李娜');
const WANG = personNamed('王芳');
const NOBODY = { idNumber: '990101199001010010', name: '赵敏' };
/** Not a code that is ever sent to them. */
const wrongFor = (code: string): string => (code === '000000' ? '000001' : '000000');

describe('S7 Forgotten password, other ways', () => {
  const stage = demoStage();

  const open = async (how: Parameters<typeof IncomeTaxPage.open>[2] = {}): Promise<IncomeTaxPage> =>
    stage.keep(await IncomeTaxPage.open(stage.browser, stage.world, how));

  it('goes from text messages that are typed wrong to the bank card, and each says what else there is', async () => {
    stage.expects('refused');
    const site = await open();
    await site.forget(ZHANG);
    await site.send('sms');
    const code = await site.received(ZHANG, 'sms');
    for (const left of [4, 3, 2, 1]) {
      await site.type(wrongFor(code));
      await site.page.getByText(`Tries left: ${left}.`, { exact: true }).waitFor();
    }
    await site.type(wrongFor(code));
    await site.page.getByText('Too many wrong codes.').waitFor();
    await savePicture('s7', site.page);
    // The code to scan is still there.
    await site.desktop.read();

    await site.page.getByRole('link', { name: 'Verify with a bank card' }).click();
    await site.fillCard(LI.bankCard, '13800000142');
    await site.alert('The bank does not confirm this.');
    await site.page.getByRole('link', { name: 'Take another way' }).waitFor();
    await site.fillCard('9990 0101 0000 0142', '138 0000 0142');
    await site.isAt('/forgotten/new-password');
    await site.save('Heron#4-cloud');
    await site.heading('The new password works');
    await site.enter(ZHANG.idNumber, 'Heron#4-cloud');
  });

  it('takes a code from a text message after a wrong one', async () => {
    stage.expects('refused');
    const site = await open();
    await site.forget(WANG);
    await site.send('sms');
    const code = await site.received(WANG, 'sms');
    await site.type(wrongFor(code));
    await site.page.getByText('This code is not right.').waitFor();
    await site.type(code);
    await site.isAt('/forgotten/new-password');
    expect((await site.page.context().cookies()).map(({ name }) => name)).not.toContain('visit');
  });

  it('takes a code from an e-mail where the text message is of no use', async () => {
    const site = await open({ timeMayPass: true });
    stage.expects('overtaken');
    await site.forget(LI);
    await site.send('sms');
    await site.received(LI, 'sms');
    await site.desktop.letPass(31_000);
    await site.send('email');
    await site.type(await site.received(LI, 'email'));
    await site.isAt('/forgotten/new-password');
  });

  it('says at once that no message can be sent, and leaves the other ways', async () => {
    stage.expects('refused', 'unserved');
    const [site, gateway] = [await open(), await open()];
    await gateway.page.goto(`${stage.world.origin}/demo/inbox/`);
    await gateway.desktop.button('Put it out of order').click();
    await gateway.desktop.button('Put it in order again').waitFor();
    await site.forget(LI);
    await site.send('sms');
    await site.page.getByText('The message could not be sent.').waitFor();
    await site.desktop.read();
    await gateway.desktop.button('Put it in order again').click();
    await gateway.desktop.button('Put it out of order').waitFor();
  });

  it('tells nobody whether there is such an account: codes for nobody are sent, locked and refused as any', async () => {
    stage.expects('refused');
    const site = await open();
    await site.forget(NOBODY);
    await site.send('sms');
    for (const left of [4, 3, 2, 1]) {
      await site.type('000000');
      await site.page.getByText(`Tries left: ${left}.`, { exact: true }).waitFor();
    }
    await site.type('000000');
    await site.page.getByText('Too many wrong codes.').waitFor();
    await site.goTo('/forgotten/bank-card');
    for (const _ of [1, 2]) {
      await site.fillCard(ZHANG.bankCard, '13800000142');
      await site.alert('The bank does not confirm this.');
    }
    await site.fillCard(ZHANG.bankCard, '13800000142');
    await site.alert('Too many tries: the bank card cannot be used for about 24 hours. Please take another way.');
  });
});
