// What people are told: in the portal, one click from the decision, and where their teams hear of it.
import { request as ask, signIn } from '../harness/people.ts';
import { expect, expectAccessible, test } from '../harness/test.ts';

const production = [{ stage: 'prod', region: 'eu-west-3' }];

test('a lead is told while looking, and is one click from the decision', async ({ page, request }) => {
  await signIn(page, 'Jiwoo Lee');
  await page.goto('/notifications?unread=yes');
  const marked = page.waitForResponse((answer) => answer.request().method() === 'POST');
  await page.getByRole('button', { name: 'Mark all as read' }).click();
  await marked;
  await page.goto('/notifications?unread=yes');
  const bell = page.getByRole('banner').getByRole('link', { name: /^Notifications/ });
  // What other tests ask for meanwhile is told, too.
  const unread = async () => Number(/\d+/.exec((await bell.getAttribute('aria-label')) ?? '')?.[0] ?? 0);
  const before = await unread();
  await ask(request, 'told-live', production);
  await expect.poll(unread).toBeGreaterThan(before);
  await bell.click();
  const notice = page.getByRole('listitem').filter({ hasText: 'Approval wanted: told-live' });
  await expectAccessible(page);
  await notice.getByRole('link', { name: /^Approve or reject…/ }).click();
  await expect(page.getByRole('heading', { name: /told-live/ }).first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Approve', exact: true })).toBeVisible();
});

test('the link of a message leads through the sign-in to the decision', async ({ page, request }) => {
  const waiting = await ask(request, 'told-mail', production);
  await page.goto(`/approvals?request=${waiting.id}`);
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByRole('button', { name: 'Jiwoo Lee' }).click();
  await expect(page).toHaveURL(new RegExp(`/approvals\\?request=${waiting.id}`));
});

test('without scripts a lead makes a channel, sees its secret once, and takes it away', async ({ browser }) => {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await signIn(page, 'Jiwoo Lee');
  await page.goto('/settings/notifications');
  const label = `Deploys ${Date.now().toString(36)}`;
  await page.getByLabel('Name', { exact: true }).fill(label);
  await page.getByLabel('How', { exact: true }).selectOption('webhook');
  await page.getByLabel(/^Web address/).fill('https://hooks.example.com/private/path');
  await page.getByRole('button', { name: 'Make channel' }).click();
  await expect(page.getByText(/^whsec_/)).toBeVisible();
  const channel = page.getByRole('listitem').filter({ hasText: label });
  await expect(channel).toContainText('hooks.example.com');
  await page.reload();
  await expect(page.getByText(/^whsec_/)).toHaveCount(0);
  await expect(page.getByText('/private/path')).toHaveCount(0);
  await channel.getByRole('button', { name: 'Delete' }).click();
  await expect(channel).toHaveCount(0);
});

test('a developer chooses what to hear of, and reads why channels are for others', async ({ page }) => {
  await signIn(page, 'Dana Kim');
  await page.goto('/settings/notifications');
  await expect(page.getByRole('button', { name: 'Make channel' })).toBeDisabled();
  const box = page.getByLabel('Request done: In the portal');
  await box.setChecked(!(await box.isChecked()));
  const chosen = await box.isChecked();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByLabel('Request done: In the portal')).toBeChecked({ checked: chosen });
  await page.setViewportSize({ width: 390, height: 800 });
  await expectAccessible(page);
  await page.getByLabel('Request done: In the portal').setChecked(true);
  await page.getByRole('button', { name: 'Save' }).click();
});
