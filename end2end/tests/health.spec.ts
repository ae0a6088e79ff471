// On-call sees which region is unwell, and what is measured there.
import { rollOut, signIn } from '../harness/people.ts';
import { expect, expectAccessible, test } from '../harness/test.ts';

test('on-call begins at the board, where every region says how it is', async ({ page, request }) => {
  const onCall = await request.get('/api/v1/on-call', { headers: { Authorization: 'Bearer sandbox-oncall' } });
  const rotas = await onCall.json();
  const { now } = rotas.find((rota: { team: string }) => rota.team === 'streaming');
  await signIn(page, 'Minjun Park');
  await expect(page.getByRole('heading', { name: 'Health', level: 1 })).toBeVisible();
  const cards = page.getByRole('list', { name: 'Regions' }).getByRole('listitem');
  await expect(cards).toHaveCount(4);
  for (const card of await cards.all()) {
    await expect(card).toContainText(/Healthy|No data|Degraded|Unhealthy/);
    await expect(card).toContainText(now[0].name);
  }
  await expect(page.getByRole('heading', { name: 'Probable cause' })).toBeVisible();
});

test('a mark shows every region that its rollout came to', async ({ page, request }) => {
  const id = await rollOut(request, 'player', 'dev', '5.2.0');
  await signIn(page, 'Minjun Park');
  await page.goto('/health?stage=dev');
  const mark = page.getByRole('list', { name: 'Changes' }).getByRole('link', { name: /player 5\.2\.0/ }).first();
  await expect(async () => {
    await page.reload();
    await expect(mark).toContainText('Seoul', { timeout: 1_000 });
  }).toPass();
  await mark.focus();
  await expect(mark).toHaveAttribute('href', `/rollouts/${id}`);
});

test('a region is one click away, with its ranges in the address', async ({ page }) => {
  await signIn(page, 'Minjun Park');
  await page.getByRole('list', { name: 'Regions' }).getByRole('link', { name: 'Paris' }).click();
  await expect(page).toHaveURL(/\/health\/regions\/eu-west-3/);
  await page.getByRole('navigation', { name: 'Range' }).getByRole('link', { name: '7 days' }).click();
  await expect(page).toHaveURL(/range=7d/);
  await expect(page.getByRole('heading', { name: 'Paris', level: 1 })).toBeVisible();
  await expectAccessible(page);
});

test('the board is complete in Korean and without scripts', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await signIn(page, 'Minjun Park');
  await page.getByRole('button', { name: '한국어' }).click();
  await page.goto('/health');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('상태');
  await expect(page.getByRole('heading', { name: '추정 원인' })).toBeVisible();
  await page.getByText('표로 보기').first().click();
  await expect(page.getByRole('table').first()).toBeVisible();
});

test('what nobody measures says so and is never called healthy', async ({ page, request }) => {
  await rollOut(request, 'player', 'dev', '5.2.0').catch(() => undefined);
  await signIn(page, 'Dana Kim');
  await expect(async () => {
    await page.goto('/health/player/dev/ap-northeast-2?range=1h');
    await expect(page.locator('#now')).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(page.locator('#charts')).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Range' }).getByRole('link', { name: '1 hour' })).toHaveAttribute(
    'aria-current',
    'page',
  );
});

test('regions are compared by what rollouts brought there, without any environment', async ({ page, request }) => {
  await rollOut(request, 'player', 'dev', '5.2.0').catch(() => undefined);
  await signIn(page, 'Dana Kim');
  const compared = page.locator('.comparison');
  const row = (name: string) =>
    compared.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });
  await expect(async () => {
    await page.goto('/health/player/dev/ap-northeast-2?range=1h');
    await expect(row('Release')).toContainText('5.2.0', { timeout: 1_000 });
  }).toPass();
  await expect(row('Brought by').getByRole('link').first()).toHaveAttribute('href', /^\/rollouts\//);
  await compared.getByText(/same everywhere/).click();
  await expect(row('Commit')).toContainText('Identical');
  await expectAccessible(page);
});
