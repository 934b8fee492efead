/** MetadataOptions.InstanceMetadataTags: which tag keys it allows, what it warns of, and that older hashes stay. */
import { metadataOptions } from '../../../src/core/instance/metadata-options';
import type { Properties } from '../../../src/core/model/properties';
import { thereAndBack } from '../features';

const enabled = (...keys: readonly string[]) =>
  ({
    MetadataOptions: { InstanceMetadataTags: 'enabled' },
    InstanceTags: Object.fromEntries(keys.map((key) => [key, 'x'])),
  }) as unknown as Properties;

function refusedKeys(desired: Properties): readonly string[] {
  const byRules = metadataOptions.rules?.(desired, true) ?? [];
  expect(metadataOptions.checkUpdate?.({ desired } as never)).toEqual(byRules);
  for (const { message } of byRules) expect(message).toContain('Choose another key');
  return byRules.map(({ path }) => path);
}

describe('InstanceMetadataTags', () => {
  it.each(['a', 'team:a', 'a.b', '_index2', '+-=.,_:@', 'a..'])(
    'enabled allows the key %s',
    (key) => {
      expect(refusedKeys(enabled(key))).toEqual([]);
    },
  );
  it.each(['a/b', 'a b', 'ü', '_index', '.', '..', ''])('enabled refuses the key "%s"', (key) => {
    expect(refusedKeys(enabled('fine', key))).toEqual([`InstanceTags.${key}`]);
  });
  it.each([{ InstanceMetadataTags: 'disabled' }, {}, undefined] as const)(
    '%j allows every key, without a warning',
    (MetadataOptions) => {
      const desired = { ...enabled('a/b'), MetadataOptions } as Properties;
      expect(refusedKeys(desired)).toEqual([]);
      expect(metadataOptions.warnings?.({ desired } as never)).toEqual([]);
    },
  );
  it('enabled warns that EKS may not apply it', () => {
    expect(metadataOptions.warnings?.({ desired: enabled() } as never)).toEqual([
      {
        path: 'MetadataOptions.InstanceMetadataTags',
        message: expect.stringContaining('EKS may not apply InstanceMetadataTags'),
      },
    ]);
  });
  it.each(['enabled', 'disabled'] as const)('%s goes there and back', (InstanceMetadataTags) => {
    const { data, back } = thereAndBack(metadataOptions, {
      MetadataOptions: { InstanceMetadataTags },
    });
    const all = { HttpTokens: 'required', HttpPutResponseHopLimit: 1, InstanceMetadataTags };
    expect({ data, back }).toEqual({
      data: { MetadataOptions: all },
      back: { MetadataOptions: all },
    });
  });
  it('that is absent is absent from what is hashed', () => {
    expect(
      metadataOptions.change === 'roll' && metadataOptions.canonical({} as Properties),
    ).toEqual({
      MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
    });
  });
});
