// Every page: accessible in both themes, complete in Korean, usable on a phone, silent in the console.
import { everywhere, request as ask, rollOut, signIn } from '../harness/people.ts';
import { expect, expectAccessible, test } from '../harness/test.ts';

let id = '';
let rollout = '';
let run = '';
test.beforeAll(async ({ playwright, baseURL }) => {
  const api = await playwright.request.newContext({ baseURL });
  // Playwright begins anew, with this, after a test that failed: the name must not be taken then.
  id = (await ask(api, `looked-at-${Date.now().toString(36)}`, everywhere)).id;
  rollout = await rollOut(api, 'player', 'staging', '5.2.0');
  const started = await api.post('/api/v1/pipelines/acme/player/workflows/build.yml/runs', {
    headers: { Authorization: 'Bearer sandbox-developer' },
    data: { inputs: {} },
  });
  run = (await started.json()).id;
  await api.dispose();
});

const pages = () => [
  '/environments',
  '/requests',
  '/requests/new',
  `/requests/${id}`,
  '/approvals',
  '/rollouts',
  `/rollouts/${rollout}`,
  '/rollouts/new?service=live-api&stage=prod',
  '/releases',
  '/freezes',
  '/health',
  '/health?stage=all',
  '/health/regions/ap-northeast-2?range=1d',
  '/health/player/staging/ap-northeast-2?range=1h',
  '/incidents',
  '/status',
  '/settings/deputies',
  '/pipelines',
  '/pipelines/acme/platform-tools/rotate-keys.yml/run',
  '/pipelines/actions/live-api/scale?stage=prod',
  `/pipelines/acme/player/runs/${run}`,
  '/templates',
  '/templates/web-service',
  '/audit',
  '/settings/github',
  '/settings/tokens',
];

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in ${colorScheme}`, async ({ browser }) => {
    test.setTimeout(180_000);
    const page = await (await browser.newContext({ colorScheme })).newPage();
    await page.goto('/sign-in');
    await expectAccessible(page);
    await signIn(page, 'Jiwoo Lee');
    for (const path of pages()) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expectAccessible(page);
    }
  });
}

test('a phone needs no sideways scrolling of the page', async ({ browser }) => {
  test.setTimeout(120_000);
  const page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  await signIn(page, 'Minjun Park');
  for (const path of pages()) {
    await page.goto(path);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, path).toBeLessThanOrEqual(390);
  }
});

const widths = [320, 390, 600, 768, 861, 900, 1024, 1200, 1279, 1280, 1300, 1366, 1440, 1441, 1640, 1641, 1920, 2560];
for (const language of ['en', 'ko']) {
  test(`menu and tools stand beside each other at every width in ${language}`, async ({ page, context, baseURL }) => {
    await signIn(page, 'Jiwoo Lee');
    await context.addCookies([{ name: 'slipway_lang', value: language, url: baseURL as string }]);
    await page.goto('/approvals');
    await page.locator('html[data-ready]').waitFor();
    for (const width of widths) {
      await page.setViewportSize({ width, height: 800 });
      const clashes = await page.getByRole('banner').evaluate((banner) => {
        const parts = [...banner.querySelectorAll('.brand, .sandbox, .menu a, .tools > *')];
        const boxes = parts
          .map((part) => ({ name: part.textContent?.trim() || part.className, box: part.getBoundingClientRect() }))
          .filter(({ box }) => box.width > 0);
        const { right, bottom } = banner.getBoundingClientRect();
        return boxes.flatMap(({ name, box }, place) => [
          ...(box.right > right + 0.5 || box.left < 0 || box.bottom > bottom + 0.5 ? [`${name} sticks out`] : []),
          ...boxes
            .slice(place + 1)
            .filter(
              ({ box: other }) =>
                box.left < other.right - 0.5 &&
                other.left < box.right - 0.5 &&
                box.top < other.bottom - 0.5 &&
                other.top < box.bottom - 0.5,
            )
            .map((other) => `${name} on ${other.name}`),
        ]);
      });
      expect(clashes, `at ${width}`).toEqual([]);
    }
  });
}

test('Korean is remembered', async ({ page }) => {
  await signIn(page, 'Dana Kim');
  await page.getByRole('button', { name: '한국어' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('환경');
  await page.goto('/templates');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko');
  await expect(page.getByRole('heading', { name: '웹 서비스' })).toBeVisible();
});

test('nothing moves when scripts take over', async ({ page }) => {
  await signIn(page, 'Dana Kim');
  for (const path of pages()) {
    await page.goto(path, { waitUntil: 'commit' });
    const shift = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          let sum = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) sum += (entry as never as { value: number }).value;
          }).observe({ type: 'layout-shift', buffered: true });
          addEventListener('load', () => requestIdleCallback(() => resolve(sum), { timeout: 3_000 }));
          if (document.readyState === 'complete') requestIdleCallback(() => resolve(sum), { timeout: 3_000 });
        }),
    );
    expect(shift, path).toBeLessThan(0.02);
  }
});
