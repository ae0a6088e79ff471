// One live connection per page, whatever it shows: the bell's on pages that have none of their own.
import type { Page } from '@playwright/test';
import { request as ask, signIn } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';

const production = [{ stage: 'prod', region: 'eu-west-3' }];

/** Addresses of all event streams that a page opens. */
function streams(page: Page): URL[] {
  const opened: URL[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (request.resourceType() === 'eventsource' || url.pathname.startsWith('/live/')) opened.push(url);
  });
  return opened;
}

/** What a stream tells of, without the details of each. */
function parts(stream: URL | undefined): string[] {
  const of = stream?.searchParams.getAll('of') ?? [];
  return of.map((part) => part.split('?')[0] ?? '').sort();
}

test('a page has one live connection, which tells of the bell and of what it shows', async ({ page, request }) => {
  const waiting = await ask(request, 'one-stream', production);
  await signIn(page, 'Jiwoo Lee');
  const pages: [string, string[]][] = [
    ['/audit', ['/live/notifications']],
    ['/environments', ['/live/matrix', '/live/notifications']],
    ['/health', ['/live/health', '/live/notifications']],
    // Its program comes in a part of its own, after the stream was opened.
    [`/requests/${waiting.id}`, ['/live/notifications', `/live/requests/${waiting.id}`]],
  ];
  const bell = page.getByRole('banner').getByRole('link', { name: /^Notifications/ });
  for (const [place, [path, expected]] of pages.entries()) {
    await page.goto('about:blank');
    const opened = streams(page);
    await page.goto(path);
    await expect.poll(() => opened.length, { message: path }).toBe(1);
    const before = (await bell.getAttribute('aria-label')) ?? '';
    await ask(request, `one-stream-${place}`, production);
    await expect(bell, path).not.toHaveAccessibleName(before);
    expect(opened.map((url) => url.pathname), path).toEqual(['/live/page']);
    expect(parts(opened[0]), path).toEqual(expected);
  }
});

test('what comes later than the stream is still told by it', async ({ page, request, browser }) => {
  const waiting = await ask(request, 'one-stream-later', production);
  await signIn(page, 'Dana Kim');
  const opened = streams(page);
  await page.goto(`/requests/${waiting.id}`);
  await expect(page.getByText(/team lead/i).first()).toBeVisible();
  const other = await (await browser.newContext()).newPage();
  await signIn(other, 'Jiwoo Lee');
  await other.goto(`/requests/${waiting.id}`);
  await other.getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(page.getByText('Succeeded').or(page.getByText('Done')).first()).toBeVisible({ timeout: 40_000 });
  // The page before it may open its own late.
  expect(opened.filter((url) => decodeURIComponent(url.href).includes(waiting.id))).toHaveLength(1);
});
