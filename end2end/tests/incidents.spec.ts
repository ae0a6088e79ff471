// Incidents: opened by hand, worked on, and what everybody may know of them.
import { signIn } from '../harness/people.ts';
import { expect, expectAccessible, test } from '../harness/test.ts';

const title = (what: string) => `${what} ${Date.now().toString(36)}`;

test('without scripts an incident is opened, acknowledged, noted, resolved and opened again', async ({ browser }) => {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await signIn(page, 'Dana Kim');
  // The catalogue is read in the portal's first seconds.
  await expect(async () => {
    await page.goto('/incidents');
    await expect(page.getByLabel('Service', { exact: true })).toContainText('live-api', { timeout: 1_000 });
  }).toPass();
  const name = title('No sound');
  await page.getByLabel('What is wrong').fill(name);
  await page.getByLabel('Service', { exact: true }).selectOption('live-api');
  await page.getByLabel('What you saw').fill('Three customers called');
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await expect(page.getByText('Three customers called')).toBeVisible();
  await page.getByRole('button', { name: 'Acknowledge' }).click();
  await expect(page.getByText('Dana Kim acknowledged it')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Acknowledge' })).toHaveCount(0);
  await page.getByLabel('Note', { exact: true }).fill('The disk is full');
  await page.getByRole('button', { name: 'Add note' }).click();
  await expect(page.getByRole('blockquote').filter({ hasText: 'The disk is full' })).toBeVisible();
  await page.getByLabel('What helped').fill('More space');
  await page.getByRole('button', { name: 'Resolve', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Reopen' })).toBeVisible();
  await page.getByRole('button', { name: 'Reopen' }).click();
  await expect(page.getByRole('button', { name: 'Acknowledge' })).toBeVisible();
  await page.goto('/incidents?show=live');
  await expect(page.getByRole('link', { name })).toBeVisible();
});

test('what somebody else does shows without a reload', async ({ page, request }) => {
  const headers = { Authorization: 'Bearer sandbox-developer' };
  const opened = await request.post('/api/v1/incidents', {
    headers,
    data: { title: title('Slow'), service: 'live-api', stage: 'prod', page: true },
  });
  expect(opened.status()).toBe(201);
  const { id } = await opened.json();
  await signIn(page, 'Jiwoo Lee');
  await page.goto(`/incidents/${id}`);
  // Whoever is on call has been called, and the page says who is next.
  const people = page.locator('.facts').filter({ hasText: 'On call' });
  await expect(people).toContainText('until');
  await expect(people).toContainText('unless somebody acknowledges');
  const seen = await request.post(`/api/v1/incidents/${id}/acknowledge`, { headers });
  expect(seen.status()).toBe(204);
  await expect(page.getByText(/acknowledged it/)).toBeVisible();
  await expectAccessible(page);
});

test('the list shows a new incident without a reload, with the regions that were named', async ({ page, request }) => {
  await signIn(page, 'Jiwoo Lee');
  await page.goto('/incidents');
  const name = title('Black screens');
  const opened = await request.post('/api/v1/incidents', {
    headers: { Authorization: 'Bearer sandbox-developer' },
    data: { title: name, service: 'live-api', stage: 'prod', regions: ['eu-west-3'] },
  });
  expect(opened.status()).toBe(201);
  const row = page.getByRole('row').filter({ has: page.getByRole('link', { name }) });
  await expect(row).toContainText('Paris');
  await page.getByRole('link', { name }).click();
  await page.getByRole('link', { name: /Silence… .*Paris/ }).click();
  await expect(page.getByLabel('What it means')).toHaveValue('maintenance');
  await expect(page.getByRole('checkbox', { name: 'Paris' })).toBeChecked();
});

test('the status page says what is wrong and nothing of the inside', async ({ page, request }) => {
  const name = title('db-7 lost its disk');
  const opened = await request.post('/api/v1/incidents', {
    headers: { Authorization: 'Bearer sandbox-developer' },
    data: { title: name, service: 'live-api', stage: 'prod' },
  });
  expect(opened.status()).toBe(201);
  await page.goto('/status');
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByRole('button', { name: 'Dana Kim' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Status' })).toBeVisible();
  await expect(page.getByText('Live API').first()).toBeVisible();
  await expect(page.getByText(name)).toHaveCount(0);
  await expectAccessible(page);
});
