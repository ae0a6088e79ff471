// Freezes that people make, and what goes past a rule: always said, always in red, always answered for.
import { rollOut, signIn } from '../harness/people.ts';
import { expect, expectAccessible, test } from '../harness/test.ts';

const reading = { Authorization: 'Bearer sandbox-developer' };

test('without scripts a lead freezes every weekend, reads when it holds where, and ends it', async ({ browser }) => {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await signIn(page, 'Jiwoo Lee');
  await page.goto('/freezes');
  const title = `Weekends ${Date.now().toString(36)}`;
  await page.getByLabel('What people call it').fill(title);
  await page.getByLabel('Every week').check();
  await page.getByRole('button', { name: 'Freeze', exact: true }).click();
  const window = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: title }) });
  await expect(window).toContainText('every week');
  await expect(window).toContainText('by each region\'s own clocks');
  await expect(window).toContainText(/KST/);
  await expect(window).toContainText(/Paris .* CES?T/);
  await window.getByRole('button', { name: /End now/ }).click();
  await expect(window).toContainText('ended early');
  await window.getByRole('button', { name: /Delete/ }).click();
  await expect(window).toHaveCount(0);
});

test('a developer announces maintenance, and reads why freezing is for others', async ({ page }) => {
  await signIn(page, 'Dana Kim');
  await page.goto('/freezes');
  await expect(page.getByRole('button', { name: 'Announce maintenance' })).toBeEnabled();
  await expect(page.getByRole('option', { name: 'Forward rollouts wait' })).toBeDisabled();
  await expect(page.getByText(/Only a team lead or admin/i).first()).toBeVisible();
  await expectAccessible(page);
});

test('somebody on call goes ahead alone, everybody sees it, and a lead reviews it', async ({ page, browser, request }) => {
  await rollOut(request, 'player', 'staging', '5.2.0');
  let id = '';
  await expect(async () => {
    const data = { service: 'player', stage: 'prod', release: '5.2.0' };
    const made = await request.post('/api/v1/rollouts', { headers: reading, data });
    expect(made.status(), await made.text()).toBe(201);
    id = (await made.json()).id;
  }).toPass({ timeout: 60_000 });
  await signIn(page, 'Minjun Park');
  await page.goto(`/rollouts/${id}`);
  const alone = page.getByRole('region', { name: 'Go ahead without the approval' }).or(page.locator('#break_glass'));
  await alone.getByLabel('Why').fill('The origin burns');
  await alone.getByRole('button', { name: 'Go ahead alone' }).click();
  await expect(page.getByText('This goes ahead without its approval.')).toBeVisible();
  await expectAccessible(page);

  const lead = await (await browser.newContext()).newPage();
  await signIn(lead, 'Jiwoo Lee');
  await lead.getByRole('region', { name: /a review is due/ }).getByRole('link', { name: /player/ }).first().click();
  await lead.locator('#review').getByLabel('Was it right').fill('It was right.');
  await lead.getByRole('button', { name: 'Write the review' }).click();
  await expect(lead.getByText('Reviewed by')).toBeVisible();
  await lead.goto(`/audit?subject=${id}`);
  await expect(lead.getByRole('row', { name: /glass_broken/ }).first()).toHaveClass(/exceptional/);
});
