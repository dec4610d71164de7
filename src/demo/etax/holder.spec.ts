import type { Identity } from '@saoma/protocol';
import { CUIHU_TAX, DIANCHI_SOFTWARE, YUNHAI_TRADING } from '../organizations.js';
import { personOf } from '../people.js';
import { type Arrival, arrivalOf, holderOf } from './holder.js';

const WANG = personOf('p-9Wd5');
const clientOf = (
  agency: { name: string; code: string },
  { name, code }: { name: string; code: string },
): Identity => ({
  id: `client-${code}`,
  type: 'agency_client',
  name,
  code,
  agency,
});
const DIANCHI = clientOf(CUIHU_TAX, DIANCHI_SOFTWARE);
const YUNHAI = clientOf(CUIHU_TAX, YUNHAI_TRADING);
const ELSEWHERE = clientOf(DIANCHI_SOFTWARE, YUNHAI_TRADING);

describe('Who typed the password of an agency and proved who they are', () => {
  /** With these identities on file, and that one chosen on the phone; a text message chooses none. */
  const arrive = (identities: readonly Identity[], chosen?: Identity): Arrival | undefined => {
    const account = { ...WANG, personId: WANG.id, login: CUIHU_TAX.code };
    return arrivalOf(holderOf('agency_client', account, { identities }), { sub: 'wang', amr: [], identity: chosen });
  };

  it('acts for the only client, if they chose none', () => {
    expect(arrive([DIANCHI])).toMatchObject({ visitor: { name: WANG.name, identity: DIANCHI }, mustChoose: false });
  });

  it('is nobody but themselves until they choose, where there are several clients', () => {
    const arrival = arrive([DIANCHI, YUNHAI]);
    expect(arrival).toMatchObject({ visitor: { name: WANG.name }, mustChoose: true });
    expect(arrival?.visitor.identity).toBeUndefined();
  });

  it('acts for the one whom they chose', () => {
    expect(arrive([DIANCHI, YUNHAI], YUNHAI)).toMatchObject({ visitor: { identity: YUNHAI }, mustChoose: false });
  });

  it('is not there for clients of another agency, nor let in for one', () => {
    expect(arrive([ELSEWHERE, DIANCHI])).toMatchObject({ visitor: { identity: DIANCHI }, mustChoose: false });
    expect(arrive([DIANCHI], ELSEWHERE)).toBeUndefined();
  });
});
