// What people do every day around their requests: look, compare, search, read the log, tidy up.
import { request as ask, show, signIn } from '../harness/people.ts';
import { expect, expectAccessible, test } from '../harness/test.ts';

const authorization = { Authorization: 'Bearer sandbox-developer' };
const unique = (name: string) => `${name}-${Date.now().toString(36)}`;
const [seoul, paris] = ['ap-northeast-2', 'eu-west-3'].map((region) => ({ stage: 'dev', region }));

/** The address of a service's environment in the given region. */
async function addressOf(api: Parameters<typeof ask>[0], service: string, region: string): Promise<string> {
  const found = await api.get(`/api/v1/environments?service=${service}&region=${region}`, { headers: authorization });
  const { items } = await found.json();
  return `/environments/${items[0].id}`;
}

test('rows count what runs, and show no version for what is only asked for', async ({ page, request }) => {
  const service = unique('asked-for');
  await ask(request, service, [{ stage: 'prod', region: 'eu-west-3' }]);
  await signIn(page, 'Dana Kim');
  await page.goto(`/environments?search=${service}`);
  const row = page.getByRole('row', { name: new RegExp(service) });
  await expect(row).toContainText('prod 0/1 running');
  await expect(row.getByRole('link', { name: /Requested/ })).not.toContainText(/[0-9a-f]{7}/);
});

test('the panel beside the matrix leaves the cell in sight, and Escape closes it', async ({ page, request }) => {
  const service = unique('peeked');
  await ask(request, service, [seoul, paris]);
  await signIn(page, 'Dana Kim');
  const modules: string[] = [];
  page.on('request', (asked) => asked.url().endsWith('.wasm') && modules.push(asked.url()));
  await page.goto(`/environments?search=${service}`);
  const cells = page.getByRole('row', { name: new RegExp(service) }).getByRole('link', { name: /Running/ });
  const panel = page.getByRole('complementary');
  await page.locator('html[data-ready]').waitFor();
  expect(modules).toHaveLength(1);
  await cells.first().focus();
  await expect(async () => {
    await page.keyboard.press('Space');
    await expect(panel).toContainText('Seoul (ap-northeast-2)', { timeout: 1_000 });
  }).toPass();
  await expect(cells.first()).toBeInViewport();
  // What only some need is fetched when they do.
  expect(modules.filter((url) => url.endsWith('/app.wasm'))).toHaveLength(1);
  expect(modules.some((url) => url.endsWith('/split_peek.wasm'))).toBe(true);
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();

  // The first of a new pair ends what was compared before.
  await page.keyboard.press('d');
  await cells.nth(1).focus();
  await page.keyboard.press('d');
  await expect(panel).toContainText('Paris (eu-west-3)');
  await page.keyboard.press('d');
  await expect(panel).toBeHidden();
});

test.describe('what is gone', () => {
  // A page that is being left may ask for itself once more.
  test.use({ expectedComplaints: [/\/environments\/env_\w+: .*status of 404/] });

  test('a deletion is confirmed once, by service and name', async ({ page, request }) => {
    const service = unique('gone');
    await ask(request, service, [seoul]);
    await signIn(page, 'Dana Kim');
    await page.goto(await addressOf(request, service, 'ap-northeast-2'));
    const dialog = page.getByRole('dialog', { name: 'Delete this environment?' });
    await expect(async () => {
      await page.getByRole('link', { name: 'Delete…' }).click();
      await expect(dialog).toBeVisible({ timeout: 1_000 });
    }).toPass();
    for (const word of [service, 'dev', 'Seoul']) {
      await expect(dialog).toContainText(word);
    }
    await expectAccessible(page);
    await dialog.getByLabel(/^Type/).fill(`${service}/document-store`);
    await dialog.getByRole('button', { name: 'Request the deletion' }).click();
    await expect(page).toHaveURL(/\/requests\/req_/);
    const id = new URL(page.url()).pathname.split('/').pop() as string;
    await expect.poll(async () => (await show(request, id)).status).toBe('succeeded');
  });
});

test('without scripts the form asks for the name, and a wrong one deletes nothing', async ({ browser, request }) => {
  const service = unique('kept');
  await ask(request, service, [seoul]);
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await signIn(page, 'Dana Kim');
  await page.goto(await addressOf(request, service, 'ap-northeast-2'));
  await page.getByRole('link', { name: 'Delete…' }).click();
  const name = page.getByLabel(/to confirm/);
  await expect(name).toHaveAttribute('pattern', `${service}/document-store`);
  // Browsers hold the name against the pattern; whoever goes round them meets the same check on the server.
  const refused = await page.request.post('/fn/requests/create', {
    headers: { Accept: 'application/json', Origin: new URL(page.url()).origin },
    form: {
      action: 'delete',
      environment: new URL(page.url()).searchParams.get('environment') ?? '',
      target: 'dev/ap-northeast-2',
      confirm: 'document-store',
    },
  });
  expect(await refused.text()).toContain('Nothing was deleted');
  await name.fill(`${service}/document-store`);
  await page.getByRole('button', { name: /^Plan the deletion/ }).click();
  await expect(page).toHaveURL(/\/requests\/req_/);
  await context.close();
});

for (const javaScriptEnabled of [true, false]) {
  test(`a token is revoked after a question that names it, scripts: ${javaScriptEnabled}`, async ({ browser }) => {
    const context = await browser.newContext({ javaScriptEnabled });
    const page = await context.newPage();
    const label = unique('pipeline');
    await signIn(page, 'Dana Kim');
    await page.goto('/settings/tokens');
    await page.getByLabel('What it is for').fill(label);
    await page.getByRole('button', { name: 'Create the token' }).click();
    const row = page.getByRole('row', { name: new RegExp(label) });
    await expect(row).toContainText('Active');
    const sure = page.getByRole('button', { name: `Revoke ${label}` });
    await expect(async () => {
      await row.getByRole('link', { name: /Revoke/ }).click();
      await expect(sure).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await sure.click();
    await expect(row).toContainText('Revoked');
    await context.close();
  });
}

test('the palette groups what it finds, and leads on to the matrix', async ({ page, request }) => {
  const service = unique('sought');
  const stages = ['dev', 'staging'];
  const regions = ['ap-northeast-2', 'ap-southeast-1', 'eu-west-3', 'us-east-1'];
  await ask(request, service, stages.flatMap((stage) => regions.map((region) => ({ stage, region }))));
  await signIn(page, 'Dana Kim');
  await expect(async () => {
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('combobox', { name: /^Services, requests/ })).toBeFocused({ timeout: 1_000 });
  }).toPass();
  await expect(page.getByRole('option', { name: 'New request' })).toBeVisible();
  await page.getByRole('combobox', { name: /^Services, requests/ }).fill(service);
  const environments = page.getByRole('group', { name: 'Environments' });
  await expect(environments.getByRole('option')).toHaveCount(6);
  const groups = await page.getByRole('listbox').getByRole('group').evaluateAll((all) => all.map((group) => group.ariaLabel));
  expect(groups).toEqual(['Services', 'Requests', 'Environments']);
  await expectAccessible(page);
  await environments.getByRole('option', { name: 'More in the matrix' }).click();
  await expect(page).toHaveURL(new RegExp(`/environments\\?search=${service}`));
});

test('the audit trail reads like a log and is narrowed by lists', async ({ page, request }) => {
  const service = unique('logged');
  await ask(request, service, [seoul]);
  await signIn(page, 'Dana Kim');
  await page.goto('/audit');
  await expect(page.getByText(`Environment done · ${service} / document-store · dev · Seoul`)).toBeVisible();
  await expect(page.getByText(`Request made · ${service} / document-store`)).toBeVisible();
  await page.getByLabel('Action', { exact: true }).selectOption('Access tokens');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page).toHaveURL(/action=token/);
  await expect(page.getByText('Access token made · “sandbox”').first()).toBeVisible();
  await expect(page.getByText('Environment done').first()).toBeHidden();
});

test('a phone reaches every page of the menu', async ({ browser }) => {
  const page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  await signIn(page, 'Minjun Park');
  const menu = page.getByRole('navigation', { name: 'Main' });
  for (const entry of ['Environments', 'Requests', 'Approvals', 'Templates', 'Audit']) {
    await expect(menu.getByRole('link', { name: new RegExp(`^${entry}`) })).toBeInViewport({ ratio: 1 });
  }
});

test.describe('addresses that lead nowhere', () => {
  test.use({ expectedComplaints: [/status of 404/] });

  test('are told in Korean', async ({ browser }) => {
    const page = await (await browser.newContext({ locale: 'ko-KR' })).newPage();
    await page.goto('/sign-in');
    await page.getByRole('button', { name: 'Dana Kim' }).click();
    await page.goto('/requests/req_nothing');
    await expect(page.getByText('다음 항목이 없습니다: 요청 req_nothing')).toBeVisible();
    await page.goto('/nowhere');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('이 주소에는 아무것도 없습니다');
  });
});
