import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './kept-tool.js';
import { PackedLibraries } from './packed-libraries.js';
import ts from 'typescript';

/** A portal and an app in strict TypeScript, which look into every declaration that they are given. */
describe('The types of the packed libraries', () => {
  let packed: PackedLibraries;

  beforeAll(async () => {
    packed = await PackedLibraries.unpack('lean-qr', 'react', 'react-dom', '@types/react', '@types/react-dom');
    await cp(join(root, 'test/house/consumer'), join(packed.folder, 'consumer'), { recursive: true });
    await cp(join(root, 'examples/react'), join(packed.folder, 'react'), { recursive: true });
  });

  afterAll(() => packed.remove());

  it.each(['consumer/tsconfig.node16.json', 'consumer/tsconfig.bundler.json', 'react/tsconfig.json'])(
    'serve who compiles with %s, and refuse what must not compile',
    (project) => {
      expect(complaints(join(packed.folder, project))).toEqual([]);
    },
  );
});

/** What the compiler has against a project, as `file(line): text`. */
function complaints(project: string): string[] {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: fail };
  const config = ts.getParsedCommandLineOfConfigFile(project, undefined, host);
  if (!config) throw new Error(`${project} could not be read`);
  const program = ts.createProgram(config.fileNames, config.options);
  if (config.fileNames.length === 0) throw new Error(`${project} names no file`);
  return [...config.errors, ...ts.getPreEmitDiagnostics(program)].map((diagnostic) => {
    const { file, start = 0, messageText } = diagnostic;
    const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${file?.fileName ?? project}(${line}): ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}

function fail({ messageText }: ts.Diagnostic): never {
  throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
}
