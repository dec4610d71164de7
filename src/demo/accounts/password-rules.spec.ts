import { brokenRules, factsOfLogin, type PersonalFacts } from './password-rules.js';

const ABOUT: PersonalFacts = {
  login: '990101198706120133',
  idNumber: '990101198706120133',
  birthday: '1987-06-12',
  phone: '+8613800000142',
  email: 'zhang.wei@example.com',
  pinyin: 'zhang wei',
};

describe('A password', () => {
  it.each(['Kestrel!7-mistak', 'vK7-drum', 'TANGERINE=4x', 'aB!aB!aB!aB!aB!a'])('may be %j', (password) => {
    expect(brokenRules(password, ABOUT)).toEqual([]);
  });

  it.each([
    ['has seven characters', 'vK7-dru', ['length']],
    ['has seventeen', 'vK7-drumvK7-drumv', ['length']],
    ['is of two classes', 'vkxdrum7', ['classes']],
    ['has a space', 'vK7 drumx', ['characters']],
    ['has what not every keyboard types', 'vK7-drüm', ['characters']],
    ['holds the birthday', 'Kx19870612!', ['not_personal']],
    ['holds the birthday in other signs', 'Kx!1987-6-12', ['not_personal']],
    ['holds the day of it', 'Kestrel#0612', ['not_personal']],
    ['holds the day the other way round', 'Kestrel#12.06', ['not_personal']],
    ['ends as the ID number', 'Kestrel#20133', ['not_personal']],
    ['holds a piece of the phone number', 'Kestrel#00142', ['not_personal']],
    ['holds the phone number in groups', 'Kx#138-00x00142', ['not_personal']],
    ['is made of the name', 'Zhang.Wei#77', ['not_personal']],
    ['is made of the name the other way round', 'weiZhang#77', ['not_personal']],
    ['is what everybody tries first', 'P@ssw0rd-77', ['not_common']],
    ['has a run of digits', 'Kestrel#3456', ['not_common']],
    ['has a run backwards', 'Mist#dcba9x', ['not_common']],
    ['has the same four times', 'Kestrel#7777', ['not_common']],
  ])('that %s is not taken', (_, password, broken) => {
    expect(brokenRules(password, ABOUT)).toEqual(broken);
  });

  it('that is not there meets nothing', () => {
    expect(brokenRules('', ABOUT)).toEqual(['length', 'classes', 'characters', 'not_personal', 'not_common']);
  });

  it('is compared on the page with what the login itself tells', () => {
    const known = factsOfLogin(ABOUT.login);
    expect(brokenRules('Kestrel#0612', known)).toEqual(['not_personal']);
    expect(brokenRules('Kestrel#20133', known)).toEqual(['not_personal']);
    expect(brokenRules('Zhang.Wei#77', known)).toEqual([]);
    expect(brokenRules('vK7-drum', factsOfLogin('zhangwei'))).toEqual([]);
    expect(brokenRules('vK7-Zhangwei', factsOfLogin('zhangwei'))).toEqual(['not_personal']);
  });
});
