import { html } from './html.js';

describe('A page made of a template', () => {
  it('shows what it is given as text, also where it looks like markup', () => {
    expect(html`<p title="${`"'`}">${'<img onerror=x> & co'}</p>`.toString()).toBe(
      '<p title="&quot;&#39;">&lt;img onerror=x&gt; &amp; co</p>',
    );
  });

  it('takes markup of its own kind as it is, one by one and in lists', () => {
    const items = ['a', '<b>'].map((item) => html`<i>${item}</i>`);
    expect(html`<b>${items}</b>${html`<br />`}`.toString()).toBe('<b><i>a</i><i>&lt;b&gt;</i></b><br />');
  });

  it('leaves out what is not there', () => {
    expect(html`<p>${undefined}${0}</p>`.toString()).toBe('<p>0</p>');
  });
});
