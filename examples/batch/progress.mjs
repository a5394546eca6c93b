import { MultiBar, Presets } from 'cli-progress';

/** When piped, a line at most so often. */
const LINE_EVERY_MS = 10_000;

/** One bar on a terminal, plain lines when piped; a line for each failure in both. */
export function createProgress(total, say, isLive = process.stdout.isTTY && !process.env.CI) {
  const startedAt = Date.now();
  let done = 0;
  let failed = 0;
  let saidAt = startedAt;
  const left = () => timeLeft(Date.now() - startedAt, done + failed, total);
  const facts = () => ({ failed, left: left() });

  const bars = isLive && total > 0 ? createBars() : undefined;
  const bar = bars?.create(total, 0, facts());
  const tell = (text) => (bars ? bars.log(`${oneLine(text)}\n`) : say(oneLine(text)));
  const step = () => {
    bar?.update(done + failed, facts());
    if (bars || (Date.now() - saidAt < LINE_EVERY_MS && done + failed < total)) return;
    saidAt = Date.now();
    say(`${done + failed}/${total}, ${failed} failed, ${left()}`);
  };

  return {
    say: tell,
    done: () => {
      done++;
      step();
    },
    failed: ({ row, prompt }, reason) => {
      failed++;
      tell(`✗ ${row === undefined ? '' : `row ${row}, `}${prompt}: ${reason}`);
      step();
    },
    /** Leaves the bar on the screen. */
    end: () => bars?.stop(),
  };
}

const createBars = () =>
  new MultiBar(
    { format: '{bar} {value}/{total} · {failed} failed · {left}', hideCursor: true, stream: process.stdout },
    Presets.shades_classic,
  );

/** As this run went so far: what was saved by earlier runs took no time of this one. */
export function timeLeft(elapsedMs, done, total) {
  if (done === total) return `took ${duration(elapsedMs)}`;
  return done === 0 ? 'no estimate yet' : `about ${duration((elapsedMs / done) * (total - done))} left`;
}

export function duration(ms) {
  const minutes = Math.round(ms / 60_000);
  if (ms < 90_000) return `${Math.ceil(ms / 1_000)} s`;
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** No prompt and no message may move the cursor or break the line. */
const oneLine = (text) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
