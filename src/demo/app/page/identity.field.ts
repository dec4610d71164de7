import { type Identity, SELF } from '@saoma/protocol';
import { element } from './screen.js';
import { texts } from './texts.js';

/** Where the person says as whom they act. */
export interface IdentityField {
  readonly fieldset: HTMLFieldSetElement;
  /** What is chosen; where nothing is, says that something must be. */
  choose(): string | undefined;
}

/** Themselves are chosen to begin with, where they are among them; otherwise nobody is. */
export function identityField(identities: readonly Identity[]): IdentityField {
  const complaint = element('p', { class: 'problem', role: 'alert' });
  const options = identities.map(({ id, type, name, code, agency }) => {
    const radio = element('input', { type: 'radio', name: 'identity', value: id });
    radio.defaultChecked = id === SELF;
    const details = [texts.identityTypes[type], code, agency && texts.throughAgency(agency.name)];
    const detail = details.filter((part) => part !== undefined).join(' · ');
    return { radio, label: element('label', {}, radio, element('strong', {}, name), element('small', {}, detail)) };
  });
  const fieldset = element(
    'fieldset',
    { class: 'identities' },
    element('legend', {}, texts.actingAs),
    ...options.map(({ label }) => label),
    complaint,
  );
  const choose = (): string | undefined => {
    const chosen = options.find(({ radio }) => radio.checked);
    complaint.textContent = chosen ? '' : texts.chooseIdentity;
    if (!chosen) options[0]?.radio.focus();
    return chosen?.radio.value;
  };
  return { fieldset, choose };
}
