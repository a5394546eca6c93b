import logUpdate from 'log-update';
import pc from 'picocolors';

/** One line for each task: live on a terminal, one line for each change when piped. `NO_COLOR` is respected. */
export function createStatusLines(isLive = process.stdout.isTTY && !process.env.CI) {
  const lines = [];
  const startedAt = performance.now();
  const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`.padStart(7);
  const render = () => lines.map(({ text }) => text).join('\n');

  const show = (line, mark, text) => {
    const isNews = line.said !== text;
    line.said = text;
    line.text = `${mark} ${pc.dim(seconds())}  ${pc.bold(line.name.padEnd(16))} ${text}`;
    if (isLive) logUpdate(render());
    else if (isNews) console.log(line.text);
  };

  return {
    add(name) {
      const line = { name, text: '', said: undefined };
      lines.push(line);
      show(line, pc.yellow('…'), 'creating');
      return {
        now: (text) => show(line, pc.yellow('…'), text),
        done: (text) => show(line, pc.green('✓'), text),
        failed: (text) => show(line, pc.red('✗'), text),
      };
    },
    /** Leaves what is there on the screen. */
    end: () => isLive && logUpdate.done(),
  };
}
