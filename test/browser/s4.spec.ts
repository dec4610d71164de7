import { jest } from '@jest/globals';
import { personOf } from '../../src/demo/people.js';
import { demoStage } from './demo-stage.js';
import { EtaxPage } from './etax-page.js';
import { savePicture } from './picture.js';

jest.setTimeout(120_000);

const [ZHANG, WANG] = [personOf('p-7Qm2'), personOf('p-9Wd5')];

describe('S4 SMS instead of the face', () => {
  const stage = demoStage();

  it('signs in with the code that came to the bound number, which is shown masked', async () => {
    const etax = await EtaxPage.half(stage, '/enterprise');
    await etax.codeSays(/^Text message to .138[*]{4}0142.$/);
    await etax.desktop.button('Send code').click();
    await etax.codeSays(/^The code was sent to .138[*]{4}0142.[.]$/);
    await etax.codeSays(/^Send again in 0:\d\d$/);
    await savePicture('s4', etax.page);
    const markup = await etax.page.content();
    expect(markup).not.toContain(ZHANG.phone);
    await etax.typeCode(await etax.codeOn(ZHANG.id));
    await etax.desktop.isGreeted('Welcome, 张伟');
    // The message says who it was; the account says as what.
    expect(await etax.fact('Identity')).toBe('云海商贸有限公司');
    expect(await etax.fact('With')).toBe('Text message');
  });

  it('sends another one only after a pause, and takes only the newest', async () => {
    stage.expects('refused');
    const etax = await EtaxPage.half(stage, '/agency', { language: 'zh', timeMayPass: true });
    await etax.desktop.button('发送验证码').click();
    const first = await etax.codeOn(WANG.id);
    const again = etax.desktop.button('重新发送');
    expect(await again.getAttribute('aria-disabled')).toBe('true');
    await etax.desktop.letPass(30_000);
    await etax.codeSays('现在可以重新发送。');
    await again.click();
    const second = await etax.codeOn(WANG.id, first);
    await etax.oneTimeCode.getByRole('textbox').fill(first);
    await etax.desktop.button('确认').click();
    await etax.codeSays('验证码不正确。');
    await etax.codeSays('还可以试 4 次。');
    await etax.oneTimeCode.getByRole('textbox').fill(second);
    await etax.desktop.button('确认').click();
    await etax.desktop.isGreeted('王芳，您好');
    expect(await etax.fact('代理机构')).toBe('翠湖税务师事务所');
  });

  it('says at once that no message goes out; the QR code stays open, and so does another try', async () => {
    stage.expects('unserved');
    const etax = await EtaxPage.half(stage, '/');
    const gateway = await etax.page.context().newPage();
    await gateway.goto(`${stage.world.origin}/demo/inbox/?lang=en`);
    await gateway.getByRole('button', { name: 'Put it out of order' }).click();
    await gateway.getByRole('button', { name: 'Put it in order again' }).waitFor();
    await etax.desktop.button('Send code').click();
    await etax.codeSays('The message could not be sent. Try again, or scan with the app instead.');
    await etax.desktop.read();
    await gateway.getByRole('button', { name: 'Put it in order again' }).click();
    await gateway.getByRole('button', { name: 'Put it out of order' }).waitFor();
    await etax.desktop.button('Send code').click();
    await etax.codeSays(/^The code was sent to .138[*]{4}0142.[.]$/);
  });

  it('counts wrong codes, then locks the factor and says for how long; the QR code is not locked', async () => {
    stage.expects('refused');
    const etax = await EtaxPage.half(stage, '/');
    await etax.desktop.button('Send code').click();
    const right = await etax.codeOn(ZHANG.id);
    const wrong = String((Number(right) + 1) % 1_000_000).padStart(6, '0');
    for (const left of [4, 3, 2, 1]) {
      await etax.typeCode(wrong);
      await etax.codeSays(`Tries left: ${left}.`);
    }
    await etax.typeCode(wrong);
    await etax.codeSays(/^Too many wrong codes[.] Try again in 5 min/);
    expect(await etax.isIn()).toBe(false);

    // Nor does it help to begin anew: what is locked is the factor of the person.
    const other = await EtaxPage.half(stage, '/enterprise');
    await other.desktop.button('Send code').click();
    await other.codeSays(/^Too many wrong codes[.] Try again in \d min/);
    const phone = await stage.phone({ canVerify: true });
    await phone.scan(await other.desktop.read());
    await phone.agree();
    await phone.verify();
    await other.desktop.isGreeted('Welcome, 张伟');
  });
});
