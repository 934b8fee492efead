import {
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  CreateTagsCommand,
  DeleteLaunchTemplateCommand,
  DeleteLaunchTemplateVersionsCommand,
  DeleteTagsCommand,
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  ModifyLaunchTemplateCommand,
} from '@aws-sdk/client-ec2';
import { scene } from './scene';

const named = (name: string) => expect.objectContaining({ name });
const tagged = (ResourceType: 'launch-template') => [
  { ResourceType, Tags: [{ Key: 'efa-node-group:id', Value: 'a/b & <c>' }] },
];

describe('launch templates', () => {
  const data = {
    NetworkInterfaces: Array.from({ length: 32 }, (_, NetworkCardIndex) => ({
      NetworkCardIndex,
      DeviceIndex: NetworkCardIndex === 0 ? 0 : 1,
      InterfaceType: NetworkCardIndex === 0 ? 'efa' : 'efa-only',
      Groups: ['sg-1', 'sg-2'],
      DeleteOnTermination: true,
    })),
    UserData: Buffer.from('#!/bin/sh\r\necho "<&>"').toString('base64'),
    TagSpecifications: [{ ResourceType: 'instance' as const, Tags: [{ Key: 'k', Value: '' }] }],
    MetadataOptions: { HttpTokens: 'required' as const, HttpPutResponseHopLimit: 1 },
  };
  const create = {
    LaunchTemplateName: 'efa',
    ClientToken: 'token',
    VersionDescription: 'v1:hash',
    LaunchTemplateData: data,
    TagSpecifications: tagged('launch-template'),
  };

  test('32 interfaces there and back', async () => {
    const { world } = scene();
    const { LaunchTemplate, Warning } = await world.ec2.send(
      new CreateLaunchTemplateCommand(create),
    );
    expect(Warning).toBeUndefined();
    const { LaunchTemplateVersions } = await world.ec2.send(
      new DescribeLaunchTemplateVersionsCommand({
        LaunchTemplateId: LaunchTemplate?.LaunchTemplateId,
        Versions: ['$Latest'],
      }),
    );
    expect(LaunchTemplateVersions).toHaveLength(1);
    expect(LaunchTemplateVersions?.[0]).toMatchObject({
      VersionNumber: 1,
      VersionDescription: 'v1:hash',
      DefaultVersion: true,
    });
    expect(LaunchTemplateVersions?.[0]?.LaunchTemplateData).toEqual(data);
    expect(LaunchTemplateVersions?.[0]?.CreateTime).toEqual(world.clock.now());
  });

  test('the same token does nothing twice, with other parameters it is refused', async () => {
    const { world } = scene();
    const first = await world.ec2.send(new CreateLaunchTemplateCommand(create));
    const again = await world.ec2.send(new CreateLaunchTemplateCommand(create));
    expect(again.LaunchTemplate).toEqual(first.LaunchTemplate);
    await expect(
      world.ec2.send(new CreateLaunchTemplateCommand({ ...create, VersionDescription: 'v1:x' })),
    ).rejects.toEqual(named('IdempotentParameterMismatch'));
    await expect(
      world.ec2.send(new CreateLaunchTemplateCommand({ ...create, ClientToken: 'other' })),
    ).rejects.toEqual(named('InvalidLaunchTemplateName.AlreadyExistsException'));
  });

  test('versions: made, defaulted, deleted', async () => {
    const { world } = scene();
    const { LaunchTemplate } = await world.ec2.send(new CreateLaunchTemplateCommand(create));
    const LaunchTemplateId = LaunchTemplate?.LaunchTemplateId;
    const add = () =>
      world.ec2.send(
        new CreateLaunchTemplateVersionCommand({
          LaunchTemplateId,
          ClientToken: 'two',
          LaunchTemplateData: { UserData: 'eA==' },
        }),
      );
    expect((await add()).LaunchTemplateVersion?.VersionNumber).toBe(2);
    expect((await add()).LaunchTemplateVersion?.VersionNumber).toBe(2);
    const erase = async (...Versions: string[]) =>
      world.ec2.send(new DeleteLaunchTemplateVersionsCommand({ LaunchTemplateId, Versions }));
    const refused = await erase('1', '7');
    expect(refused.SuccessfullyDeletedLaunchTemplateVersions).toEqual([]);
    expect(
      refused.UnsuccessfullyDeletedLaunchTemplateVersions?.map(
        ({ ResponseError }) => ResponseError?.Code,
      ),
    ).toEqual(['unexpectedError', 'launchTemplateVersionDoesNotExist']);
    const { LaunchTemplate: modified } = await world.ec2.send(
      new ModifyLaunchTemplateCommand({ LaunchTemplateId, DefaultVersion: '2' }),
    );
    expect(modified).toMatchObject({ DefaultVersionNumber: 2, LatestVersionNumber: 2 });
    expect((await erase('1')).SuccessfullyDeletedLaunchTemplateVersions).toHaveLength(1);
    await expect(
      world.ec2.send(
        new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId, Versions: ['1'] }),
      ),
    ).rejects.toEqual(named('InvalidLaunchTemplateId.VersionNotFound'));
    await world.ec2.send(new DeleteLaunchTemplateCommand({ LaunchTemplateId }));
    await expect(
      world.ec2.send(new DeleteLaunchTemplateCommand({ LaunchTemplateId })),
    ).rejects.toEqual(named('InvalidLaunchTemplateId.NotFound'));
    await expect(
      world.ec2.send(new DescribeLaunchTemplatesCommand({ LaunchTemplateNames: ['efa'] })),
    ).rejects.toEqual(named('InvalidLaunchTemplateName.NotFoundException'));
  });

  test('a bad combination is only a warning', async () => {
    const { world } = scene();
    const { Warning } = await world.ec2.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName: 'bad',
        LaunchTemplateData: { ...data, SecurityGroupIds: ['sg-1'] },
      }),
    );
    expect(Warning?.Errors?.[0]?.Code).toBe('InvalidParameterCombination');
  });

  test('pages and tags', async () => {
    const { world } = scene();
    for (const name of ['one', 'two', 'three']) {
      await world.ec2.send(
        new CreateLaunchTemplateCommand({ ...create, LaunchTemplateName: name, ClientToken: name }),
      );
    }
    const input = {
      Filters: [{ Name: 'tag-key', Values: ['efa-node-group:id'] }],
      MaxResults: 2,
    };
    const first = await world.ec2.send(new DescribeLaunchTemplatesCommand(input));
    expect(first.LaunchTemplates?.map((item) => item.LaunchTemplateName)).toEqual(['one', 'two']);
    const second = await world.ec2.send(
      new DescribeLaunchTemplatesCommand({ ...input, NextToken: first.NextToken }),
    );
    expect(second.LaunchTemplates?.map((item) => item.LaunchTemplateName)).toEqual(['three']);
    expect(second.NextToken).toBeUndefined();
    const id = second.LaunchTemplates?.[0]?.LaunchTemplateId ?? '';
    await world.ec2.send(
      new CreateTagsCommand({ Resources: [id], Tags: [{ Key: 'team', Value: 'a' }] }),
    );
    await world.ec2.send(
      new DeleteTagsCommand({ Resources: [id], Tags: [{ Key: 'efa-node-group:id' }] }),
    );
    expect(world.resources().find((item) => item.id === id)?.tags).toEqual({ team: 'a' });
  });
});
